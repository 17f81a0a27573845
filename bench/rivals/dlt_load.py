"""dlt to Parquet on disk. `batches`: pyarrow record batches, its fastest way. `rows`: dictionaries, as its tutorials do."""
import csv
import os
import sys
import tempfile

import dlt
import pyarrow.csv

source, target, how = sys.argv[1:4]
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["NORMALIZE__DATA_WRITER__DISABLE_COMPRESSION"] = "true"


def batches():
    yield from pyarrow.csv.open_csv(source, read_options=pyarrow.csv.ReadOptions(block_size=64 << 20))


def rows():
    with open(source, newline="") as lines:
        chunk = []
        for row in csv.DictReader(lines):
            chunk.append(row)
            if len(chunk) == 10_000:
                yield chunk
                chunk = []
        if chunk:
            yield chunk


with tempfile.TemporaryDirectory() as work:
    pipeline = dlt.pipeline("bench", destination=dlt.destinations.filesystem("file://" + os.path.abspath(target)), dataset_name="orders", pipelines_dir=work)
    pipeline.run({"batches": batches, "rows": rows}[how](), table_name="orders", loader_file_format="parquet", write_disposition="append")
