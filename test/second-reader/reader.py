"""PyIceberg as the second reader: one JSON question per line on stdin, one JSON answer per line on stdout."""
import base64
import datetime
import decimal
import json
import math
import os
import sys
import uuid
from urllib.parse import unquote, urlparse

from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.exceptions import NoSuchTableError


def plain(value):
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value


def path_of(location):
    return unquote(urlparse(location).path) if "://" in location or location.startswith("file:") else location


def open_table(question):
    warehouse = question["warehouse"]
    if not os.path.exists(f"{warehouse}/catalog.db"):  # SQLite would make an empty one
        return None
    catalog = SqlCatalog("dativo", uri=f"sqlite:///{warehouse}/catalog.db", warehouse=f"file://{warehouse}", init_catalog_tables="false")
    try:
        return catalog.load_table(question["table"])
    except NoSuchTableError:
        return None


def scan_of(table, question):
    arguments = {}
    if question.get("snapshot"):
        arguments["snapshot_id"] = int(question["snapshot"])
    if question.get("columns"):
        arguments["selected_fields"] = tuple(question["columns"])
    if question.get("filter"):
        arguments["row_filter"] = question["filter"]
    return table.scan(**arguments)


def referenced(table):
    """Every file that any snapshot of the table still needs, and its metadata."""
    files = {path_of(table.metadata_location)} | {path_of(entry.metadata_file) for entry in table.metadata.metadata_log}
    for snapshot in table.metadata.snapshots:
        files.add(path_of(snapshot.manifest_list))
        for manifest in snapshot.manifests(table.io):
            files.add(path_of(manifest.manifest_path))
            for entry in manifest.fetch_manifest_entry(table.io, discard_deleted=False):
                files.add(path_of(entry.data_file.file_path))
    return files


def arrow_type(text):
    import pyarrow
    if text.startswith("decimal("):
        return pyarrow.decimal128(*[int(part) for part in text[8:-1].split(",")])
    if text.startswith("list<"):
        return pyarrow.list_(arrow_type(text[5:-1]))
    if text.startswith("struct<"):
        return pyarrow.struct([(name, arrow_type(kind)) for name, kind in (part.split(":") for part in text[7:-1].split(";"))])
    if text.startswith("timestamp[us,"):
        return pyarrow.timestamp("us", text[13:-1])
    return pyarrow.type_for_alias(text)


def write_parquet(question):
    """Writes columns of JSON values, each cast to the Arrow type it names: an input file that is not ours."""
    import pyarrow
    import pyarrow.parquet
    columns = {}
    for name, (kind, values) in question["columns"].items():
        wanted = arrow_type(kind)
        if pyarrow.types.is_time(wanted):
            values = [value and datetime.time.fromisoformat(value) for value in values]
        as_given = pyarrow.types.is_nested(wanted) or pyarrow.types.is_time(wanted)
        columns[name] = pyarrow.array(values, wanted) if as_given else pyarrow.array(values).cast(wanted)
    pyarrow.parquet.write_table(pyarrow.table(columns), question["path"])
    return True


def parquet_rows(question):
    """Rows of a folder of plain Parquet files, as pyarrow finds them; None where there is none."""
    folder = os.path.join(question["warehouse"], question["table"])
    files = sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".parquet")) if os.path.isdir(folder) else []
    if not files:
        return None
    from pyarrow import concat_tables, parquet
    return plain(concat_tables([parquet.read_table(file, columns=question["columns"]) for file in files]).to_pylist())


def answer(question):
    if question["op"] == "parquet":
        return parquet_rows(question)
    if question["op"] == "write_parquet":
        return write_parquet(question)
    table = open_table(question)
    if table is None:
        return None
    op = question["op"]
    if op == "rows":
        return plain(scan_of(table, question).to_arrow().to_pylist())
    if op == "count":
        return scan_of(table, question).to_arrow().num_rows
    if op == "planned":
        return sorted(os.path.basename(task.file.file_path) for task in scan_of(table, question).plan_files())
    if op == "schema":
        identifiers = table.schema().identifier_field_names()
        return [{"id": field.field_id, "name": field.name, "type": str(field.field_type), "required": field.required, "doc": field.doc, "identifier": field.name in identifiers} for field in table.schema().fields]
    if op == "spec":
        return [{"name": field.name, "transform": str(field.transform), "source": table.schema().find_column_name(field.source_id)} for field in table.spec().fields]
    if op == "sort_order":
        return [{"source": table.schema().find_column_name(field.source_id), "direction": str(field.direction)} for field in table.sort_order().fields]
    if op == "history":
        return [{"id": str(snapshot.snapshot_id), "operation": snapshot.summary.operation.value, "summary": dict(snapshot.summary.additional_properties)} for snapshot in table.metadata.snapshots]
    if op == "properties":
        return dict(table.properties)
    if op == "rubbish":
        root = path_of(table.location())
        found = {os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names}
        return sorted(found - referenced(table))
    if op == "append":
        import pyarrow
        table.append(pyarrow.Table.from_pylist(question["rows"], schema=table.schema().as_arrow()))
        return True
    if op == "set_property":
        with table.transaction() as transaction:
            transaction.set_properties({question["key"]: question["value"]})
        return True
    if op == "rollback":
        table.manage_snapshots().rollback_to_snapshot(int(question["snapshot"])).commit()
        return True
    if op == "expire":
        table.maintenance.expire_snapshots().by_ids([int(snapshot) for snapshot in question["snapshots"]]).commit()
        return True
    if op == "compact":
        table.overwrite(table.scan().to_arrow())
        return True
    raise ValueError(op)


for line in sys.stdin:
    try:
        print(json.dumps({"ok": answer(json.loads(line))}), flush=True)
    except Exception as error:  # the question failed; the reader goes on
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
