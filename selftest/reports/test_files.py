"""A file is written completely or not at all; a failure is reported in one line."""

import os

import pytest

from reports.files import CannotWrite, check_file, check_folder, put
from selftest.support.documents import one_line


def test_missing_folder_is_made_and_a_replaced_file_keeps_its_mode(tmp_path):
    file = tmp_path / "new" / "store.toml"
    put(file, "first")
    file.chmod(0o600)
    put(file, "second")
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("second", 0o600)
    assert [path.name for path in file.parent.iterdir()] == ["store.toml"]


def test_file_behind_a_symbolic_link_is_written_and_the_link_stays(tmp_path):
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "file")
    put(link, "text")
    assert link.is_symlink()
    assert (tmp_path / "file").read_text() == "text"


def test_pipe_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    put(pipe, "text")
    assert os.read(reader, 10) == b"text"
    os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.parametrize("check", [check_folder, check_file])
def test_path_without_permission_is_refused(tmp_path, monkeypatch, check):
    monkeypatch.setattr(os, "access", lambda *_: False)  # the superuser may write everywhere
    with pytest.raises(CannotWrite) as problem:
        check(tmp_path / "new")
    assert one_line(problem.value).startswith(f"{tmp_path / 'new'}: cannot be written (Permission denied)")


def test_path_that_cannot_be_examined_is_refused(tmp_path):
    for check in (check_folder, check_file):
        with pytest.raises(CannotWrite) as problem:
            check(tmp_path / ("long" * 100))
        assert "cannot be written (File name too long)" in one_line(problem.value)
