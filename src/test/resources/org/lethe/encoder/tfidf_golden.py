"""Writes tfidf_golden.json: what scikit-learn 1.2.1 (Python 3.11) makes of a tricky corpus.

    python3 tfidf_golden.py > tfidf_golden.json
"""

import json
import warnings

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

warnings.filterwarnings("ignore")

CORPUS = [
    "Free entry in 2 a wkly comp to win FA Cup final tkts 21st May 2005!!",
    "I don't, you can't; it's o'clock — the dogs' bowls",
    "",
    "   \t\n ",
    "a b c 1 2 3 !",  # no word of two characters
    "İstanbul ISTANBUL ıstanbul Straße STRASSE ΟΔΟΣ ὈΔΥΣΣΕΎΣ Σ ΣΣ",
    "日本語のテキスト 日本 語 中文 한국어 텍스트",
    "naïve nai\u0308ve cafe\u0301 café re\u0301sume\u0301",  # composed and decomposed
    "😀😀 👍🏽 smile😀smile 𝒜𝒷𝒸 𐐀𐐁 \uff21\uff22 ｆｕｌｌ",
    "under_score __init__ snake_case_2 _ __",
    "x² m³ ½ ¾cup ⅷ Ⅷ ①② ٣٤٥ १२३ price£5000 €20",
    "नमस्ते दुनिया ไทย ภาษาไทย العربيّة עִבְרִית",
    "the the the cat sat on the mat. The CAT!",
    "the dog sat on the log; the log was the dog's",
    "http://www.example.com/a-b?c=d&e=f mail@example.org +44 (0)800-555 1,000.00",
    "zero\u200bwidth soft\u00adhyphen non\u00a0breaking word\u2060joiner x\u200dy",
    "\u1d5bmodifier \u02b0aspirated \u2071super \u3007zero \u3021hangzhou",
    "WIN win Win wIN cash CASH prize claim now now now now",
    "ok lol u r gr8 2nite c u l8r",
    "win a prize! claim the cash prize now",
]
FITTED = [i for i in range(len(CORPUS)) if i not in (7, 13, 18)]

CASES = {
    "defaults": {},
    "bigrams": {"ngram_range": [1, 2]},
    "only-trigrams": {"ngram_range": [3, 3]},
    "sublinear": {"sublinear_tf": True},
    "l1": {"norm": "l1"},
    "unnormalised": {"norm": None},
    "min-df-count": {"min_df": 2},
    "min-df-share": {"min_df": 0.1},
    "max-df-count": {"max_df": 2},
    "max-df-share": {"max_df": 0.1},
    # no tie at the limit: now 5, the 5, win 6 lead, then prize 3 and cash 3
    "max-features": {"max_features": 3},
    "stop-words": {"stop_words": ["the", "on", "now"], "ngram_range": [1, 2]},
}


def run(settings):
    options = dict(settings)
    if "ngram_range" in options:
        options["ngram_range"] = tuple(options["ngram_range"])
    vectorizer = TfidfVectorizer(**options).fit([CORPUS[i] for i in FITTED])
    rows = vectorizer.transform(CORPUS)
    rows.sort_indices()
    raw = TfidfVectorizer(**{**options, "norm": None}).fit([CORPUS[i] for i in FITTED])
    norms = np.sqrt(np.asarray(raw.transform(CORPUS).power(2).sum(axis=1)).ravel())
    return {
        "settings": settings,
        "terms": vectorizer.get_feature_names_out().tolist(),
        "offsets": rows.indptr.tolist(),
        "indices": rows.indices.tolist(),
        "values": rows.data.tolist(),
        "rawNorms": norms.tolist(),
    }


def svd():
    """Texts of made words by Zipf's law: singular values well apart, unlike those of the corpus."""
    rng = np.random.default_rng(0)
    texts = [" ".join(f"w{w}" for w in rng.zipf(1.3, size=12) if w < 60) for _ in range(60)]
    rows = TfidfVectorizer().fit_transform(texts)
    model = TruncatedSVD(5, algorithm="arpack", random_state=0).fit(rows)
    return {
        "texts": texts,
        "values": model.singular_values_.tolist(),
        "rows": model.transform(rows).tolist(),
    }


print(
    json.dumps(
        {
            "corpus": CORPUS,
            "fitted": FITTED,
            "cases": {name: run(settings) for name, settings in CASES.items()},
            "svd": svd(),
        }
    )
)
