"""The networks of Lethe in PyTorch on the CPU, on the same random pictures, beside `lethe bench`.

    python3 benchmarks/peers/network_training.py [--architecture small-cnn|resnet-20|resnet-18]
        [--batch 128] [--images 2560] [--threads 1] [--engine auto|libtorch] [--precision float32]
        [--runs 3]

Runs both one after the other, several times, and prints the ratios of the best runs: by wall time and
by processor time (the second is what to trust on a machine that does other things). The loop is the
real one: pad, crop, flip, cross-entropy, momentum 0.9, decay 5e-4. Needs python3-torch.
"""

import argparse
import json
import pathlib
import subprocess
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, inside, outside, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outside)
        self.conv2 = nn.Conv2d(outside, outside, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outside)
        self.downsample = None
        if stride != 1 or inside != outside:
            self.downsample = nn.Sequential(
                nn.Conv2d(inside, outside, 1, stride, bias=False), nn.BatchNorm2d(outside)
            )

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)), inplace=True)))
        shortcut = x if self.downsample is None else self.downsample(x)
        return F.relu(y + shortcut, inplace=True)


def residual(widths, blocks):
    layers = [nn.Conv2d(3, widths[0], 3, 1, 1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU(True)]
    inside = widths[0]
    for stage, width in enumerate(widths):
        for block in range(blocks):
            layers.append(Block(inside, width, 2 if stage > 0 and block == 0 else 1))
            inside = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inside, 10))


def small():
    layers, inside = [], 3
    for width in (32, 64, 128):
        layers += [nn.Conv2d(inside, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)]
        layers += [nn.ReLU(True), nn.MaxPool2d(2)]
        inside = width
    return nn.Sequential(
        *layers, nn.Flatten(), nn.Linear(2048, 256), nn.ReLU(True), nn.Linear(256, 10)
    )


NETWORKS = {
    "small-cnn": small,
    "resnet-20": lambda: residual((16, 32, 64), 3),
    "resnet-18": lambda: residual((64, 128, 256, 512), 2),
}


def augmented(batch):
    padded = F.pad(batch, (4, 4, 4, 4))
    pictures = []
    for i in range(len(batch)):
        down, right = torch.randint(0, 9, (2,)).tolist()
        picture = padded[i, :, down : down + 32, right : right + 32]
        pictures.append(picture.flip(2) if torch.rand(()) < 0.5 else picture)
    return torch.stack(pictures)


def peer(architecture, batch, images, threads, channels_last):
    torch.set_num_threads(threads)
    form = torch.channels_last if channels_last else torch.contiguous_format
    net = NETWORKS[architecture]().to(memory_format=form)
    pictures = torch.randint(0, 256, (images, 3, 32, 32), dtype=torch.uint8)
    labels = torch.arange(images) % 10
    optimiser = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)

    def train(n):
        net.train()
        for order in torch.randperm(images)[:n].split(batch):
            x = augmented(pictures[order].float() / 255).to(memory_format=form)
            optimiser.zero_grad()
            F.cross_entropy(net(x), labels[order]).backward()
            optimiser.step()

    def ask(n):
        net.eval()
        with torch.no_grad():
            for x in pictures[:n].split(256):
                net((x.float() / 255).to(memory_format=form))

    speeds = {}
    for name, work in (("training", train), ("inference", ask)):
        work(2 * batch)
        processor, start = time.process_time(), time.time()
        work(images)
        speeds[name] = images / (time.time() - start)
        speeds[name + "_per_processor_second"] = images / (time.process_time() - processor)
    return speeds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--architecture", default="small-cnn", choices=NETWORKS)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--images", type=int, default=2560)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--precision", default="float32")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    images = given.images // given.batch * given.batch
    lethe = pathlib.Path(__file__).resolve().parents[2] / "lethe"
    command = [lethe, "bench", "--json", "--architecture", given.architecture]
    command += ["--engine", given.engine, "--precision", given.precision]
    command += ["--batch", given.batch, "--images", images, "--threads", given.threads]
    best = {}
    for _ in range(given.runs):
        runs = {
            "lethe": json.loads(subprocess.check_output([str(part) for part in command])),
            "pytorch": peer(given.architecture, given.batch, images, given.threads, False),
            "pytorch channels-last": peer(
                given.architecture, given.batch, images, given.threads, True
            ),
        }
        for name, run in runs.items():
            known = best.setdefault(name, {})
            for key, value in run.items():
                if isinstance(value, float):
                    known[key] = max(value, known.get(key, 0))
    for key in ("training", "inference"):
        for suffix, unit in (("", "second"), ("_per_processor_second", "processor second")):
            print(f"{given.architecture}, {key}, images per {unit} ({given.threads} threads):")
            for name, speeds in best.items():
                value = speeds[key + suffix]
                print(f"  {name:22} {value:8.1f}  lethe/this {best['lethe'][key + suffix] / value:.2f}")


if __name__ == "__main__":
    main()
