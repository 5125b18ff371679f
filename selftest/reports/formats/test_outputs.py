"""A report is written completely or not at all; each failure is reported in one line."""

import errno
import os

import pytest

from reports.document import BadReport
from reports.files import CannotWrite
from reports.formats.outputs import discard, write
from selftest.support.documents import DOCUMENTS, one_line
from selftest.support.report_builder import NASTY, clause, report, result, saying

REPORT = report([clause("a.b")], [result("a.b")])


def test_a_folder_is_made_and_holds_all_documents_and_nothing_else(tmp_path):
    folder = tmp_path / "new" / "out"
    assert write(REPORT, folder) == [folder / name for name in DOCUMENTS]
    assert sorted(os.listdir(folder)) == sorted(DOCUMENTS)


@pytest.mark.parametrize("text", NASTY)
def test_documents_contain_no_surrogate_or_control_character(tmp_path, text):
    for path in write(saying(text), tmp_path):
        content = path.read_bytes().decode("utf-8")
        assert {char for char in content if not char.isprintable()} == {"\n"}


def test_a_report_that_could_not_be_read_back_is_not_written(tmp_path):
    with pytest.raises(BadReport) as problem:
        write(report([clause("a.b")], [result("a.b", seconds=float("nan"))]), tmp_path)
    one_line(problem.value)
    assert os.listdir(tmp_path) == []


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    place = tmp_path / "file"
    place.write_text("")
    with pytest.raises(CannotWrite) as problem:
        write(REPORT, place)
    assert one_line(problem.value).startswith(f"{place}: cannot write the report (")


@pytest.mark.parametrize("fails_in", ["pathlib.Path.write_bytes", "os.replace"])
def test_a_full_disk_is_reported_and_keeps_the_old_documents(tmp_path, monkeypatch, fails_in):
    old = {path: path.read_bytes() for path in write(REPORT, tmp_path)}

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(fails_in, full)
    with pytest.raises(CannotWrite) as problem:
        write(saying("new"), tmp_path)
    assert "No space left on device" in one_line(problem.value)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == old


def test_an_earlier_report_is_removed_and_other_files_stay(tmp_path):
    (tmp_path / "mine.txt").touch()
    (tmp_path / "index.html").touch()
    discard(tmp_path)
    assert len(list(tmp_path.iterdir())) == 2  # without report.json, the page is none of the suite's
    write(report([], []), tmp_path)
    discard(tmp_path)
    assert list(tmp_path.iterdir()) == [tmp_path / "mine.txt"]
