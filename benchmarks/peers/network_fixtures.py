"""What PyTorch says of Lethe's networks and optimisers, in double, as fixtures of the tests.

    python3 benchmarks/peers/network_fixtures.py src/test/resources/org/lethe/network

Writes two files, the same bytes each time:

- pytorch-networks.json: small-cnn and resnet-20 for one batch: logits, and in train and evaluation
  mode of batch normalisation the loss, the gradients and the running statistics after the pass.
  Parameters, statistics and pictures are not stored: both sides compute them from the same hash of
  their index. Of each gradient, segment by segment, and of the statistics the file holds the length
  and the product with such numbers, which no wrong order of values survives.
- pytorch-optimisers.json: five steps of SGD and Adam on given gradients.

Needs python3-torch.
"""

import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from network_training import residual

EXAMPLES = 6
SIDE = 8
MEAN = np.float32([0.4914, 0.4822, 0.4465])
SD = np.float32([0.2470, 0.2435, 0.2616])
# One stream of numbers for each purpose.
PARAMETERS, STATISTICS, PICTURES, DIRECTION = 1, 2, 3, 4


def numbers(stream, start, count):
    """In [-1, 1): the finaliser of MurmurHash3 on 32 bits of stream·0x9E3779B9 + index."""
    mask = np.uint64(0xFFFFFFFF)
    x = np.arange(start, start + count, dtype=np.uint64)
    x = (x + np.uint64(stream * 0x9E3779B9)) & mask
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        x ^= x >> np.uint64(shift)
        x = (x * np.uint64(factor)) & mask
    x ^= x >> np.uint64(16)
    return x.astype(np.float64) / 2.0**31 - 1


def as_float(values, shape):
    """Rounded to single precision, as an engine gets them."""
    return torch.from_numpy(values.astype(np.float32).astype(np.float64).reshape(shape))


def small(width, hidden, classes):
    layers, inside = [], 3
    for outside in (width, 2 * width, 4 * width):
        layers += [nn.Conv2d(inside, outside, 3, 1, 1, bias=False), nn.BatchNorm2d(outside)]
        layers += [nn.ReLU(), nn.MaxPool2d(2)]
        inside = outside
    flat = inside * (SIDE // 8) ** 2
    layers += [nn.Flatten(), nn.Linear(flat, hidden), nn.ReLU(), nn.Linear(hidden, classes)]
    return nn.Sequential(*layers)


def norms(network):
    return [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]


def fill(network):
    """Parameters in the order of the flat vector, then running means and variances."""
    scales = {id(norm.weight) for norm in norms(network)}
    at = 0
    for parameter in network.parameters():
        u = numbers(PARAMETERS, at, parameter.numel())
        at += parameter.numel()
        if parameter.dim() > 1:
            u = u * np.sqrt(3 / parameter[0].numel())
        else:
            u = 1 + 0.5 * u if id(parameter) in scales else 0.2 * u
        parameter.data = as_float(u, parameter.shape)
    at = 0
    for norm in norms(network):
        channels = norm.num_features
        norm.running_mean = as_float(0.3 * numbers(STATISTICS, at, channels), channels)
        norm.running_var = as_float(1 + 0.5 * numbers(STATISTICS, at + channels, channels), channels)
        at += 2 * channels


def digest(tensor, start):
    values = tensor.detach().numpy().ravel()
    return {
        "length": float(np.sqrt(values @ values)),
        "along": float(values @ numbers(DIRECTION, start, values.size)),
    }


def passed(make, mode):
    """One pass of the batch: logits and what the gradients are."""
    network = make().double()
    fill(network)
    network.train(mode == "TRAIN")
    classes = list(network.modules())[-1].out_features
    pixels = 0.5 + 0.5 * numbers(PICTURES, 0, EXAMPLES * 3 * SIDE * SIDE)
    pictures = as_float(pixels, (EXAMPLES, 3, SIDE, SIDE)).requires_grad_()
    mean = torch.from_numpy(MEAN.astype(np.float64)).view(1, 3, 1, 1)
    sd = torch.from_numpy(SD.astype(np.float64)).view(1, 3, 1, 1)
    logits = network((pictures - mean) / sd)
    loss = F.cross_entropy(logits, torch.arange(EXAMPLES) % classes)
    loss.backward()
    segments, at = [], 0
    for parameter in network.parameters():
        segments.append(digest(parameter.grad, at))
        at += parameter.numel()
    statistics = torch.cat([torch.cat((n.running_mean, n.running_var)) for n in norms(network)])
    return {
        "parameters": at,
        "logits": logits.detach().numpy().ravel().tolist(),
        "loss": loss.item(),
        "segments": segments,
        "inputs": digest(pictures.grad, 0),
        "statistics": digest(statistics, 0),
    }


def network(name, make):
    evaluation, train = passed(make, "EVALUATION"), passed(make, "TRAIN")
    return {
        "network": name,
        "parameters": evaluation.pop("parameters"),
        "logits": evaluation.pop("logits"),
        "modes": {
            "EVALUATION": evaluation,
            # Input gradients are asked for in evaluation mode only.
            "TRAIN": {key: train[key] for key in ("loss", "segments", "statistics")},
        },
    }


START = [0.5, -1.0, 2.0]
GRADIENTS = [[1, -0.5, 0], [-1, 0.25, 0.125], [0, 4, 3], [0.3, -2, 1e-4], [1e-3, 1, -5]]
RATES = [0.1, 0.1, 0.05, 0.02, 0.1]


def steps(optimiser, momentum, decay):
    theta = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    if optimiser == "sgd":
        made = torch.optim.SGD([theta], lr=1, momentum=momentum, weight_decay=decay)
    else:
        made = torch.optim.Adam([theta], lr=1, weight_decay=decay)
    after = []
    for gradient, rate in zip(GRADIENTS, RATES):
        made.param_groups[0]["lr"] = rate
        theta.grad = torch.tensor(gradient, dtype=torch.float64)
        made.step()
        after.append(theta.detach().tolist())
    return {"optimiser": optimiser, "momentum": momentum, "decay": decay, "after": after}


def main():
    folder = pathlib.Path(sys.argv[1])
    networks = {
        "pytorch": torch.__version__,
        "examples": EXAMPLES,
        "networks": [
            network("small-cnn", lambda: small(4, 8, 4)),
            network("resnet-20", lambda: residual((16, 32, 64), 3)),
        ],
    }
    optimisers = {
        "pytorch": torch.__version__,
        "start": START,
        "gradients": GRADIENTS,
        "rates": RATES,
        "runs": [
            steps("sgd", 0.0, 0.0),
            steps("sgd", 0.0, 0.1),
            steps("sgd", 0.9, 0.0),
            steps("sgd", 0.9, 0.1),
            steps("adam", 0.0, 0.0),
            steps("adam", 0.0, 0.1),
        ],
    }
    for name, content in (("networks", networks), ("optimisers", optimisers)):
        (folder / f"pytorch-{name}.json").write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    main()
