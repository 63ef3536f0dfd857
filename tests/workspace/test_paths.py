"""No path leaves the repository."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhimbe_migrations.errors import PathError
from nhimbe_migrations.workspace.repository.paths import confine, inside, plain_path
from workspace.checkouts import Checkout


@pytest.mark.parametrize(
    "path",
    [
        "", ".", "./", "..", "../x", "a/../../x", "a/..", "/etc/passwd", "~/x", "C:/x", "c:x", "a\\b", "a\nb", "a\0b",
        "a\x7f", ".git/config", "a/.GIT/hooks/pre-commit", "x" * 256, "é" * 128,
    ],
)  # fmt: skip
def test_a_path_that_is_no_plain_relative_one_is_refused(path: str):
    with pytest.raises(PathError, match="relative to the top"):
        plain_path(path)


@pytest.mark.parametrize(
    ("path", "plain"), [("./a//b/./c", "a/b/c"), ("a b/ü.sql", "a b/ü.sql"), ("...", "..."), (".github/x", ".github/x")]
)
def test_a_plain_path_loses_only_what_says_nothing(path: str, plain: str):
    assert plain_path(path) == plain


def test_a_link_inside_the_repository_is_followed(plain: Checkout):
    plain.write("real/schema.sql")
    (plain.root / "db").symlink_to("real")
    assert plain.open().locate("db/schema.sql") == plain.root / "real/schema.sql"


@pytest.mark.parametrize("target", ["/etc", "..", "../other"])
def test_a_link_out_of_the_repository_is_refused(plain: Checkout, target: str):
    (plain.root / "db").symlink_to(target)
    with pytest.raises(PathError, match="leads out of the repository"):
        plain.open().locate("db/schema.sql")


def test_a_link_to_the_root_itself_names_no_file(plain: Checkout):
    (plain.root / "self").symlink_to(".")
    with pytest.raises(PathError):
        plain.open().locate("self")


def test_a_link_into_dot_git_is_refused(checkout: Checkout):
    (checkout.root / "hooks").symlink_to(".git/hooks")
    with pytest.raises(PathError, match=r"reaches into \.git"):
        checkout.open().locate("hooks/pre-commit")


def test_links_that_run_in_a_circle_are_refused(plain: Checkout):
    (plain.root / "a").symlink_to("b")
    (plain.root / "b").symlink_to("a")
    with pytest.raises(PathError, match="circle"):
        plain.open().locate("a")


@given(st.text(max_size=60))
def test_whatever_is_asked_for_lies_inside_or_is_refused(path: str):
    root = Path("/nowhere/at/all")
    try:
        found = confine(root, path)
    except PathError:
        return
    assert inside(root, found)
    assert found != root


def test_a_file_is_read_with_its_bom_and_line_endings(plain: Checkout):
    plain.write("a.sql", "\ufeffSELECT 1;\r\n")
    assert plain.open().read("a.sql") == "\ufeffSELECT 1;\r\n"


def test_a_missing_file_reads_as_none(plain: Checkout):
    plain.write("file")
    assert [plain.open().read(path) for path in ("no.sql", "no/such/folder.sql", "file/below")] == [None] * 3


def test_bytes_that_are_not_utf8_are_named_with_their_line(plain: Checkout):
    plain.write("a.sql", b"SELECT 1;\nSELECT '\xe9';\n")
    with pytest.raises(PathError, match=r"a\.sql is not UTF-8: byte 0xe9 on line 2\."):
        plain.open().read("a.sql")


def test_a_folder_is_not_read_as_a_file(plain: Checkout):
    (plain.root / "folder").mkdir()
    with pytest.raises(PathError, match="is a folder"):
        plain.open().read("folder")


def test_a_path_is_shown_short_however_long_it_is(plain: Checkout):
    with pytest.raises(PathError) as refusal:
        plain.open().locate("../" + "x" * 10_000)
    assert len(str(refusal.value)) < 500


def test_the_root_is_free_of_links(plain: Checkout, tmp_path: Path):
    (tmp_path / "link").symlink_to(plain.root)
    assert plain.open(tmp_path / "link").root == plain.root
