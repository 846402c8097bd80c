"""A graph of the shape of all-MiniLM-L6-v2 (6 layers, 384 numbers, 12 heads, vocabulary 30,522) with random
weights, for `lethe bench encode`: speed does not depend on what weights say, and the real file (90 MB) cannot
be had everywhere. Debian's python3-torch.

    python3 benchmarks/peers/random_minilm.py FOLDER TOKENIZER.json
    lethe bench encode --model FOLDER
"""

import math
import pathlib
import shutil
import sys

import torch
from torch import nn

LAYERS, WIDTH, HEADS, WORDS, POSITIONS = 6, 384, 12, 30522, 512


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.first, self.second = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)

    def forward(self, x, mask):
        batch, tokens, _ = x.shape

        def heads(y):
            return y.view(batch, tokens, HEADS, WIDTH // HEADS).transpose(1, 2)

        scores = heads(self.query(x)) @ heads(self.key(x)).transpose(2, 3)
        weights = (scores / math.sqrt(WIDTH // HEADS) + mask).softmax(-1)
        seen = (weights @ heads(self.value(x))).transpose(1, 2).reshape(batch, tokens, WIDTH)
        x = self.first(x + self.out(seen))
        return self.second(x + self.down(nn.functional.gelu(self.up(x))))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.types = nn.Embedding(WORDS, WIDTH), nn.Embedding(2, WIDTH)
        self.positions, self.norm = nn.Embedding(POSITIONS, WIDTH), nn.LayerNorm(WIDTH)
        self.layers = nn.ModuleList([Layer() for _ in range(LAYERS)])

    def forward(self, input_ids, attention_mask, token_type_ids):
        places = self.positions(torch.arange(input_ids.shape[1]))
        x = self.norm(self.words(input_ids) + places + self.types(token_type_ids))
        mask = (1 - attention_mask[:, None, None, :].float()) * -1e4
        for layer in self.layers:
            x = layer(x, mask)
        return x


def main(folder, tokenizer):
    torch.manual_seed(0)
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = torch.ones(2, 8, dtype=torch.long)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        Encoder().eval(),
        (ids, ids, 0 * ids),
        str(folder / "model.onnx"),
        input_names=names,
        output_names=["last_hidden_state"],
        dynamic_axes={name: axes for name in [*names, "last_hidden_state"]},
        opset_version=14,
    )
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    (folder / "config.json").write_text('{"max_position_embeddings": %d}\n' % POSITIONS)


if __name__ == "__main__":
    main(*sys.argv[1:])
