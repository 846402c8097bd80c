"""What scikit-learn leaves of the 20 Newsgroups posts, as one checksum for each way of stripping.

    python3 newsgroups_strip.py 20news-bydate.tar.gz

StripTest holds Lethe's texts against these. The checksum is of all posts, sorted by path, in
UTF-8, each followed by a NUL.
"""
import hashlib
import sys
import tarfile

from sklearn.datasets._twenty_newsgroups import (
    strip_newsgroup_footer,
    strip_newsgroup_header,
    strip_newsgroup_quoting,
)

STEPS = {
    "headers": strip_newsgroup_header,
    "footers": strip_newsgroup_footer,
    "quotes": strip_newsgroup_quoting,
}

posts = {}
with tarfile.open(sys.argv[1]) as archive:
    for member in archive:
        if member.isfile():
            posts[member.name] = archive.extractfile(member).read().decode("latin1")

for steps in (["headers"], ["footers"], ["quotes"], list(STEPS)):
    digest = hashlib.sha256()
    for name in sorted(posts):
        text = posts[name]
        for step in steps:
            text = STEPS[step](text)
        digest.update(text.encode("utf-8") + b"\0")
    print("+".join(steps), digest.hexdigest())
