"""What Pillow makes of small pictures, for ResamplingTest: one grey ramp with noise, to many sizes.

    /usr/bin/python3 benchmarks/peers/picture_resampling.py > src/test/resources/org/lethe/encoder/onnx/resampling.json
"""
import json
import sys

import numpy
import PIL
from PIL import Image

FILTERS = {"NEAREST": 0, "LANCZOS": 1, "BILINEAR": 2, "BICUBIC": 3}


def main():
    random = numpy.random.RandomState(7)
    picture = random.randint(0, 256, size=(11, 17)).astype(numpy.uint8)
    cases = []
    for name, number in FILTERS.items():
        for height, width in [(11, 5), (4, 17), (5, 7), (23, 40), (30, 6), (11, 17)]:
            made = Image.fromarray(picture).resize((width, height), resample=number)
            cases.append({"filter": name, "height": height, "width": width,
                          "pixels": numpy.asarray(made).ravel().tolist()})
    json.dump({"pillow": PIL.__version__, "height": 11, "width": 17,
               "pixels": picture.ravel().tolist(), "cases": cases}, sys.stdout)


main()
