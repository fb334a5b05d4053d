"""Keyed draws: the published vectors, an independent Philox, uniformity, and keys that do not meet."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from smecredit.simulation.ground import randomness
from smecredit.simulation.ground.randomness import laplace, pair_key, philox, uniforms

WORD = 2**32

#: Random123 (Salmon and others 2011), file kat_vectors, philox4x32 with 10 rounds: counter, key, result.
KNOWN_ANSWERS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def words(text: str) -> tuple[int, ...]:
    return tuple(int(word, 16) for word in text.split())


def plain_philox(counter: tuple[int, ...], key: tuple[int, ...]) -> tuple[int, ...]:
    """The algorithm in whole numbers without limit, from the paper's section 3.3."""
    c, k = list(counter), list(key)
    for _ in range(10):
        low, high = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(high >> 32) ^ c[1] ^ k[0], high % WORD, (low >> 32) ^ c[3] ^ k[1], low % WORD]
        k = [(k[0] + 0x9E3779B9) % WORD, (k[1] + 0xBB67AE85) % WORD]
    return tuple(c)


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_the_vectors_published_with_random123(counter: str, key: str, answer: str) -> None:
    assert philox(*words(counter), *words(key)) == words(answer)
    assert plain_philox(words(counter), words(key)) == words(answer)


@given(st.tuples(*[st.integers(0, WORD - 1)] * 6))
def test_any_counter_and_key_agree_with_the_plain_algorithm(six: tuple[int, ...]) -> None:
    assert philox(*six) == plain_philox(six[:4], six[4:])


@given(
    seed=st.integers(0, 2**63 - 1),
    key=st.integers(0, 2**63 - 1),
    month=st.integers(-2000, 3000),
    purpose=st.integers(1, 50),
)
def test_a_uniform_is_the_word_of_its_question(seed: int, key: int, month: int, purpose: int) -> None:
    counter = (key % WORD, key // WORD, month + 2**20, purpose)
    expected = tuple((word + 0.5) / WORD for word in plain_philox(counter, (seed % WORD, seed // WORD)))
    drawn = uniforms(seed, key, month, purpose)
    assert drawn == expected
    assert all(0.0 < u < 1.0 for u in drawn)


def test_a_question_has_one_answer_in_any_order() -> None:
    forwards = [uniforms(1, key, 7, 5) for key in range(50)]
    backwards = [uniforms(1, key, 7, 5) for key in reversed(range(50))]
    assert forwards == backwards[::-1]


def test_every_part_of_the_question_counts() -> None:
    """Neighbours in seed, key (also above 2**32), month (also before month 0) and purpose: no answer twice."""
    questions = [
        (seed + wide * WORD, key + far * WORD, month, purpose)
        for seed in (0, 1, 2)
        for wide in (0, 1)
        for key in (0, 1, 2)
        for far in (0, 1, 5)
        for month in (-36, -2, -1, 0, 1, 2, 36)
        for purpose in (1, 2, 3)
    ]
    answers = {uniforms(*question) for question in questions}
    assert len(answers) == len(questions)


def test_purposes_have_numbers_of_their_own() -> None:
    purposes = [value for name, value in vars(randomness).items() if name.isupper() and name[0] != "_"]
    assert len(purposes) >= 18
    assert len(set(purposes)) == len(purposes)


@given(st.integers(0, 2**50), st.integers(0, 4095), st.integers(0, 2**50), st.integers(0, 4095))
def test_pairs_have_keys_of_their_own(first: int, second: int, other: int, another: int) -> None:
    same = pair_key(first, second) == pair_key(other, another)
    assert same == ((first, second) == (other, another))


COUNT = 20_000


@pytest.fixture(scope="module", params=["keys", "months", "seeds", "large keys"])
def sample(request: pytest.FixtureRequest) -> np.ndarray:
    """The four words of neighbouring questions, shape (COUNT, 4)."""
    ask = {
        "keys": lambda k: uniforms(1, k, 3, 5),
        "months": lambda k: uniforms(1, 17, k - 10_000, 5),
        "seeds": lambda k: uniforms(k, 17, 3, 5),
        "large keys": lambda k: uniforms(1, (k << 32) + 17, 3, 5),
    }[request.param]
    return np.array([ask(k) for k in range(COUNT)])


class TestUniformity:
    """20,000 neighbouring questions with fixed seeds; a sound generator passes such a test 999 times in 1,000."""

    def test_each_word_is_uniform(self, sample: np.ndarray) -> None:
        for column in sample.T:
            assert stats.kstest(column, "uniform").pvalue > 0.001
            counts = np.histogram(column, bins=100, range=(0.0, 1.0))[0]
            assert stats.chisquare(counts).pvalue > 0.001

    def test_words_of_a_draw_are_independent(self, sample: np.ndarray) -> None:
        bound = 4.0 / np.sqrt(COUNT)
        correlations = np.corrcoef(sample.T) - np.eye(4)
        assert np.abs(correlations).max() < bound
        cells = np.histogram2d(sample[:, 0], sample[:, 1], bins=10, range=[[0, 1], [0, 1]])[0]
        assert stats.chisquare(cells.ravel()).pvalue > 0.001

    def test_neighbours_are_independent(self, sample: np.ndarray) -> None:
        bound = 4.0 / np.sqrt(COUNT)
        for lag in (1, 2, 5):
            for column in sample.T:
                assert abs(np.corrcoef(column[:-lag], column[lag:])[0, 1]) < bound


class TestLaplace:
    @given(st.floats(1e-9, 1.0 - 1e-9), st.floats(0.001, 5.0))
    def test_it_is_the_quantile_of_the_distribution(self, uniform: float, scale: float) -> None:
        expected = stats.laplace.ppf(uniform, scale=scale)
        assert laplace(uniform, scale) == pytest.approx(expected, rel=1e-12, abs=1e-14)

    def test_mean_and_standard_deviation(self) -> None:
        sample = np.array([laplace(uniforms(2, k, 0, 5)[0], 0.3) for k in range(20_000)])
        # Standard errors: sd / sqrt(n) for the mean; the fourth moment is 24 scale**4, so sd * sqrt(5 / (4 n)).
        deviation = 0.3 * np.sqrt(2.0)
        assert abs(sample.mean()) < 4.0 * deviation / np.sqrt(20_000)
        assert abs(sample.std() - deviation) < 4.0 * deviation * np.sqrt(1.25 / 20_000)
