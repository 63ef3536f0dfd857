import pytest

from mongodb.run.proving import Author, prove

pytestmark = [pytest.mark.mongod, pytest.mark.node, pytest.mark.slow]

SEQUENCES = 220
PER_TEST = 20


@pytest.mark.parametrize("first", range(0, SEQUENCES, PER_TEST))
def test_any_sequence_of_typed_changes_is_reversed_by_its_down_and_can_run_again(first, sandbox, root):
    wrong: list[str] = []
    for number in range(first, first + PER_TEST):
        proof = prove(Author(number).sequence(), sandbox, root)
        if proof.execution.status != "passed":
            wrong.append(f"sequence {number}: {proof.explain()}")
    assert not wrong, "\n\n".join(wrong)
