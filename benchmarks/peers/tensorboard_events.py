#!/usr/bin/python3
"""Reads an event file of `lethe export --to tensorboard` with nothing of ours: the framing and CRC-32C from
their definitions, the messages by Google's protoc (Debian's protobuf-compiler).

    python3 benchmarks/peers/tensorboard_events.py runs/sms/…/events.out.tfevents.0.lethe
"""
import struct
import subprocess
import sys
import tempfile

EVENT = """
syntax = "proto3";
message Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; }
message Summary {
  message Value { string tag = 1; float simple_value = 2; }
  repeated Value value = 1;
}
"""

TABLE = []
for n in range(256):
    for _ in range(8):
        n = (n >> 1) ^ (0x82F63B78 if n & 1 else 0)
    TABLE.append(n)


def masked_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 255] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def records(data):
    at = 0
    while at < len(data):
        (length,) = struct.unpack_from("<Q", data, at)
        content = data[at + 12 : at + 12 + length]
        assert struct.unpack_from("<I", data, at + 8)[0] == masked_crc(data[at : at + 8])
        assert struct.unpack_from("<I", data, at + 12 + length)[0] == masked_crc(content)
        yield content
        at += length + 16


def main():
    with open(sys.argv[1], "rb") as file:
        events = list(records(file.read()))
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/event.proto", "w") as proto:
            proto.write(EVENT)
        for event in events[:2] + events[-1:]:
            decode = ["protoc", "-I" + folder, "--decode=Event", "event.proto"]
            print(subprocess.run(decode, input=event, stdout=subprocess.PIPE, check=True).stdout.decode())
    print(len(events), "events, checksums hold")


main()
