from tests.service.exchange.test_log_properties import peak_of, fill
from tests.service.exchange.test_log_properties import *  # noqa
def test_mem(sqlite_engine, tmp_path, monkeypatch):
    monkeypatch.setattr("service.exchange.log.ROW_GROUP", 500)
    monkeypatch.setattr("service.exchange.log._ROWS_AT_ONCE", 250)
    fill(sqlite_engine)
    peak_of(sqlite_engine, tmp_path / "log", 10)
    print("MEM", [peak_of(sqlite_engine, tmp_path / "log", n) for n in (250, 1000, 2000, 4000, 8000)])
    assert 0
