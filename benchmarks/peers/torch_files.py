"""Files of weights that PyTorch writes, for TorchFileTest, and the check that it reads ours.

    python3 benchmarks/peers/torch_files.py write FOLDER          writes the fixtures of the test
    python3 benchmarks/peers/torch_files.py read OURS.pt REFERENCE.pt
                                                                   loads both and compares them

The network is small-cnn of width 2 with 4 hidden units for 1 x 8 x 8 pictures of 3 classes, its
numbers those of a counter, so that the test knows them: value i of an array is i / 8 - 1.
"""
import collections
import pathlib
import sys

import torch


class SmallCnn(torch.nn.Module):
    """As org.lethe.network.SmallCnn; only its parameters matter here."""

    def __init__(self):
        super().__init__()
        for i, (before, after) in enumerate([(1, 2), (2, 4), (4, 8)], 1):
            setattr(self, f"conv{i}", torch.nn.Conv2d(before, after, 3, padding=1, bias=False))
            setattr(self, f"bn{i}", torch.nn.BatchNorm2d(after))
        self.fc1 = torch.nn.Linear(8, 4)
        self.fc = torch.nn.Linear(4, 3)


def counted():
    network = SmallCnn()
    with torch.no_grad():
        for array in network.state_dict().values():
            if array.dtype == torch.float32:
                array.copy_((torch.arange(array.numel()) / 8 - 1).reshape(array.shape))
    return network


class Evil:
    def __reduce__(self):
        import os
        return os.system, ("touch was-run",)


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    network = counted()
    torch.save(network.state_dict(), folder / "state-dict.pt")
    channels_last = counted().to(memory_format=torch.channels_last)
    parallel = torch.nn.DataParallel(channels_last)
    torch.save({"epoch": 7, "rate": 0.1, "done": [True, None], "state_dict": parallel.state_dict()},
               folder / "checkpoint.pt")
    parameters = collections.OrderedDict(network.named_parameters())
    parameters.update((n, b) for n, b in network.named_buffers())
    torch.save(dict(parameters), folder / "parameters.pt", pickle_protocol=4)
    torch.save(network, folder / "module.pt")
    torch.save({"conv1.weight": Evil()}, folder / "evil.pt")
    torch.save({"a": torch.ones(2, dtype=torch.float64)}, folder / "double.pt")
    torch.save({"a": torch.ones(2)}, folder / "old.pt", _use_new_zipfile_serialization=False)


def read(ours, reference):
    one = torch.load(ours, weights_only=True)
    other = {name: array for name, array in torch.load(reference).items()
             if not name.endswith("num_batches_tracked")}
    assert one.keys() == other.keys(), one.keys() ^ other.keys()
    for name in one:
        assert torch.equal(one[name], other[name]), name
    SmallCnn().load_state_dict(one, strict=True)
    print(f"PyTorch {torch.__version__}: {len(one)} arrays are equal, and load into the network")


if sys.argv[1] == "write":
    write(pathlib.Path(sys.argv[2]))
else:
    read(sys.argv[2], sys.argv[3])
