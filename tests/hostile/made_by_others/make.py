"""Makes the files of this folder: one table as other programs write it, and the ways in which they break it.

Needs pyarrow, pandas, polars, fastparquet, openpyxl, xlsxwriter, and LibreOffice's `soffice` for the files `lo_*`:

    python3 make.py

The files in the folder are one run of it (versions in README.md). Every person is made up; the card numbers are the test
numbers that payment providers publish, and belong to nobody.
"""

import csv
import datetime
import decimal
import os
import subprocess

import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import xlsxwriter

os.chdir(os.path.dirname(os.path.abspath(__file__)))
for old in os.listdir("."):
    if old.rsplit(".", 1)[-1] in ("parquet", "feather", "arrow", "xlsx", "ndjson", "jsonl"):
        os.remove(old)

with open("base.csv", encoding="utf-8", newline="") as f:
    header, *rows = list(csv.reader(f))
COLUMNS = {name: [row[i] or None for row in rows] for i, name in enumerate(header)}
DATES = [v and datetime.date.fromisoformat(v) for v in COLUMNS["birthdate"]]
CARDS = ["4111111111111111", "5555555555554444", None, "378282246310005", "3530111333300000"]
MY_NUMBERS = ["123456789018", None, "023456789013", None, "223456789012"]


def my_number(eleven):
    """The check digit of a My Number, so that the numbers below are made up and well formed."""
    weights = [2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6]
    rest = sum(int(d) * w for d, w in zip(reversed(eleven), weights)) % 11
    return eleven + str(0 if rest <= 1 else 11 - rest)


MY_NUMBERS = [v and my_number(v[:11]) for v in MY_NUMBERS]


def table(text=pa.string(), **more):
    """The base, every column text, with some columns replaced or added."""
    columns = {name: pa.array(values, text) for name, values in COLUMNS.items()}
    columns.update(more)
    return pa.table(columns)


def parquet(name, data, **options):
    options.setdefault("compression", "snappy")
    pq.write_table(data.replace_schema_metadata(None), name + ".parquet", **options)


# --- Parquet by pyarrow: what is read
date32 = pa.array(DATES, pa.date32())
ids = pa.array([int(v) for v in COLUMNS["customer_id"]], pa.int64())
points = pa.array([int(v) for v in COLUMNS["points"]], pa.int32())
for codec in ["none", "gzip", "brotli", "zstd", "lz4"]:
    parquet("pa_" + codec, table(birthdate=date32), compression=codec)
parquet("pa_dictionary", pa.table({n: c.dictionary_encode() for n, c in zip(header, table().columns)}))
parquet("pa_no_dictionary", table(), use_dictionary=False)
parquet("pa_large_string", table(pa.large_string()))
parquet("pa_string_view", table(pa.string_view()))
parquet("pa_int64_ids", table(customer_id=ids, points=points))
parquet("pa_uint32_ids", table(customer_id=ids.cast(pa.uint32())))
parquet("pa_decimal_ids", table(customer_id=ids.cast(pa.decimal128(20, 0))))
small = pa.array([decimal.Decimal(v) for v in COLUMNS["customer_id"]], pa.decimal128(9, 0))
parquet("pa_decimal_ids_as_int", table(customer_id=small), store_decimal_as_integer=True)
parquet("pa_date64", table(birthdate=date32.cast(pa.date64())))
for unit in ["ms", "us", "ns"]:
    parquet("pa_timestamp_" + unit, table(birthdate=date32.cast(pa.timestamp(unit))))
parquet("pa_int96", table(birthdate=date32.cast(pa.timestamp("ns"))), use_deprecated_int96_timestamps=True)
parquet("pa_row_groups", table(birthdate=date32), row_group_size=2)
parquet("pa_pages", table(birthdate=date32), data_page_version="2.0", data_page_size=16, write_page_index=True)
parquet("pa_delta", table(customer_id=ids), use_dictionary=False, column_encoding={
    "customer_id": "DELTA_BINARY_PACKED", "name_kanji": "DELTA_LENGTH_BYTE_ARRAY", "name_kana": "DELTA_BYTE_ARRAY"})
parquet("pa_nested_unused", table(orders=pa.array([[1, 2], [], None, [3], [4]], pa.list_(pa.int64())),
                                  shop=pa.array([{"a": "x"}] * 5)))
parquet("pa_floats_unused", table(score=pa.array([0.5, None, 1e300, float("nan"), 3.0])), use_dictionary=False,
        column_encoding={"score": "BYTE_STREAM_SPLIT"})
parquet("pa_null_column", table(fax=pa.nulls(5)))
parquet("pa_bytes_unused", table(photo=pa.array([b"\x00\xff", b"", None, b"\x01", b"x"])))
parquet("pa_time_of_day_unused", table(at=pa.array([1, 2, None, 3, 4], pa.time64("us"))))
# --- what is refused
parquet("pa_int_phone", table(phone=pa.array([9038147742, 338147725, None, 8011237742, 7055124183])))
parquet("pa_int_postal_code", table(postal_code=pa.array([1120002, 600001, 5300001, None, 4600008])))
parquet("pa_decimal_phone", table(phone=pa.array([decimal.Decimal(9038147742), None, None, None, None])))
parquet("pa_int_dictionary_phone", table(phone=pa.array([9038147742, 338147725, None, 8011237742, 7055124183]).dictionary_encode()))
parquet("pa_float_ids", table(customer_id=ids.cast(pa.float64())))
parquet("pa_bytes_phone", table(phone=pa.array([v and v.encode() for v in COLUMNS["phone"]])))
parquet("pa_zoned_birthdate", table(birthdate=date32.cast(pa.timestamp("ms", "Asia/Tokyo"))))
parquet("pa_list_phone", table(phone=pa.array([[v] for v in COLUMNS["phone"]])))
for kind, values in [("text", CARDS), ("large_text", pa.array(CARDS, pa.large_string())),
                     ("dictionary", pa.array(CARDS).dictionary_encode()),
                     ("int64", pa.array([v and int(v) for v in CARDS], pa.int64())),
                     ("uint64", pa.array([v and int(v) for v in CARDS], pa.uint64())),
                     ("float64", pa.array([v and float(v) for v in CARDS], pa.float64())),
                     ("decimal", pa.array([v and decimal.Decimal(v) for v in CARDS], pa.decimal128(20, 0))),
                     ("bytes", pa.array([v and v.encode() for v in CARDS], pa.binary())),
                     ("fixed_bytes", pa.array([v and v.encode().ljust(19) for v in CARDS], pa.binary(19)))]:
    parquet("pa_cards_" + kind, table(paid_with=values))
parquet("pa_my_numbers_text", table(code=pa.array(MY_NUMBERS)))
parquet("pa_my_numbers_int64", table(code=pa.array([v and int(v) for v in MY_NUMBERS])))
parquet("pa_replacement_unused", table(memo=pa.array([None, "a\ufffd", None, None, None])))
parquet("pa_no_rows", table().slice(0, 0))
parquet("pa_header_twice", pa.Table.from_arrays(table().columns + [pa.array(["x"] * 5)], header + ["phone"]))

# --- Arrow IPC and Feather by pyarrow
for codec in ["uncompressed", "lz4", "zstd"]:
    feather.write_feather(table(birthdate=date32), f"pa_{codec}.feather", compression=codec)
feather.write_feather(table(), "pa_version_1.feather", version=1)
with pa.ipc.new_stream("pa_stream.arrow", table().schema) as out:
    out.write_table(table())
with pa.ipc.new_file("pa_batches.arrow", table(customer_id=ids).schema) as out:
    out.write_table(table(customer_id=ids), max_chunksize=2)
with pa.ipc.new_file("pa_string_view.arrow", table(pa.string_view()).schema) as out:
    out.write_table(table(pa.string_view()))
coded = table(phone=pa.array(COLUMNS["phone"]).dictionary_encode())
with pa.ipc.new_file("pa_dictionary.arrow", coded.schema) as out:
    out.write_table(coded)
feather.write_feather(table(phone=pa.array([9038147742, 338147725, None, 8011237742, 7055124183])), "pa_int_phone.feather")
feather.write_feather(table(paid_with=pa.array([v and int(v) for v in CARDS])), "pa_cards_int64.feather")
feather.write_feather(table(code=pa.array(MY_NUMBERS)), "pa_my_numbers_text.feather")
ends = pa.RunEndEncodedArray.from_arrays(pa.array([2, 5], pa.int32()), pa.array(["0338147725", "0338147726"]))
with pa.ipc.new_file("pa_run_ends_phone.arrow", table(phone=ends).schema) as out:
    out.write_table(table(phone=ends))

# --- pandas
frame = pd.DataFrame(COLUMNS)
frame.to_parquet("pd_objects.parquet", index=False)
frame.astype("category").to_parquet("pd_categories.parquet", index=False)
frame.set_index("customer_id").to_parquet("pd_index.parquet")
frame.to_parquet("pd_fastparquet.parquet", engine="fastparquet", index=False, compression="GZIP", stats=False)
lost = frame.assign(phone=pd.to_numeric(frame["phone"]))
lost.to_parquet("pd_float_phone.parquet", index=False)
lost.to_json("pd_float_phone.ndjson", orient="records", lines=True, force_ascii=False)
frame.assign(customer_id=frame["customer_id"].astype(int), points=frame["points"].astype(int)).to_json(
    "pd_escaped.ndjson", orient="records", lines=True)
frame.to_json("pd_text.jsonl", orient="records", lines=True, force_ascii=False)
frame.assign(postal_code=[1120002, 600001, 5300001, None, 4600008]).astype({"postal_code": "Int64"}).to_json(
    "pd_int_postal_code.ndjson", orient="records", lines=True, force_ascii=False)
frame.assign(paid_with=pd.array([v and int(v) for v in CARDS], "Int64")).to_json(
    "pd_cards.ndjson", orient="records", lines=True, force_ascii=False)
frame.to_json("pd_one_array.ndjson", orient="records", force_ascii=False)

# --- polars
data = pl.DataFrame(COLUMNS).with_columns(pl.col("birthdate").str.to_date())
data.write_parquet("pl_plain.parquet")
data.write_parquet("pl_groups.parquet", row_group_size=2, compression="lz4", statistics="full")
data.with_columns(pl.col("phone").cast(pl.Categorical)).write_parquet("pl_categorical.parquet")
for codec in ["uncompressed", "lz4", "zstd"]:
    data.write_ipc(f"pl_{codec}.arrow", compression=codec)
data.write_ipc_stream("pl_stream.arrow")
data.write_ndjson("pl_text.ndjson")

# --- Excel by openpyxl, xlsxwriter and pandas


def book(name, change=lambda sheet, book: None, cells=lambda name, value: value):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(header)
    for row in zip(*COLUMNS.values()):
        sheet.append([cells(n, v) for n, v in zip(header, row)])
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    change(sheet, made)
    made.save(name + ".xlsx")


def typed(name, value):
    if value and name == "birthdate":
        return datetime.date.fromisoformat(value)
    return int(value) if value and name in ("customer_id", "points") else value


def decorate(sheet, made):
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.auto_filter.ref = "A1:H6"
    sheet.freeze_panes = "A2"
    sheet["B2"].comment = openpyxl.comments.Comment("other text", "nobody")
    made.create_sheet("empty")
    made.defined_names["all"] = openpyxl.workbook.defined_name.DefinedName("all", attr_text="Sheet!$A$1:$H$6")


def other_sheet(state):
    def change(sheet, made):
        other = made.create_sheet("other")
        other["A1"] = "x"
        other.sheet_state = state
    return change


def put(at, value):
    def change(sheet, made):
        sheet[at] = value
    return change


book("op_text")
book("op_dates_and_numbers", cells=typed)
book("op_decorated", decorate)
book("op_number_phone", cells=lambda n, v: int(v) if v and n == "phone" else v)
book("op_number_postal_code", cells=lambda n, v: int(v) if v and n == "postal_code" else v)
book("op_float_id", put("A3", 1002.5))
book("op_formula", put("B3", '="高橋 花子"'))
book("op_error", put("B3", "#N/A"))
book("op_merged", lambda sheet, made: sheet.merge_cells("B2:B3"))
book("op_second_sheet", other_sheet("visible"))
book("op_hidden_sheet", other_sheet("hidden"))
book("op_far_cell", put("XFD1048576", 1))
book("op_blank_row", lambda sheet, made: sheet.insert_rows(4))
book("op_cards", lambda sheet, made: [put(f"I{i + 1}", v)(sheet, made) for i, v in enumerate(["paid_with"] + CARDS)])
book("op_number_cards", lambda sheet, made: [put(f"I{i + 1}", v and (int(v) if v.isdigit() else v))(sheet, made)
                                            for i, v in enumerate(["paid_with"] + CARDS)])


def written(name, **options):
    made = xlsxwriter.Workbook(name + ".xlsx", options)
    return made, made.add_worksheet()


for name, options in [("xw_shared", {}), ("xw_inline", {"constant_memory": True})]:
    made, sheet = written(name, **options)
    for r, row in enumerate([header] + rows):
        for c, value in enumerate(row):
            if value:
                sheet.write_string(r, c, value)
    made.close()
made, sheet = written("xw_rich")
bold, day = made.add_format({"bold": True}), made.add_format({"num_format": "ggge\"年\"m\"月\"d\"日\""})
for r, row in enumerate([header] + rows):
    for c, value in enumerate(row):
        if r and header[c] == "birthdate" and value:
            sheet.write_datetime(r, c, datetime.datetime.fromisoformat(value), day)
        elif r and header[c] == "name_kanji":
            sheet.write_rich_string(r, c, bold, value[0], value[1:])
        elif value:
            sheet.write_string(r, c, value)
made.close()
made, sheet = written("xw_formula_with_value")
for r, row in enumerate([header] + rows):
    for c, value in enumerate(row):
        if r and header[c] == "name_kana" and value:
            sheet.write_formula(r, c, f'=PHONETIC(B{r + 1})', None, value)
        elif value:
            sheet.write_string(r, c, value)
made.close()
made, sheet = written("xw_zeros_by_format")
zeros = made.add_format({"num_format": "0000000000"})
for r, row in enumerate([header] + rows):
    for c, value in enumerate(row):
        if r and header[c] == "customer_id":
            sheet.write_number(r, c, int(value), zeros)
        elif value:
            sheet.write_string(r, c, value)
made.close()
frame.to_excel("pd_text.xlsx", index=False)
frame.to_excel("pd_index.xlsx")
lost.to_excel("pd_float_phone.xlsx", index=False)
frame.assign(birthdate=pd.to_datetime(frame["birthdate"])).to_excel("pd_dates.xlsx", index=False)

# --- LibreOffice: a CSV opened as a person opens it, a CSV whose columns are all text, and workbooks saved again
TEXTS = "/".join(f"{i + 1}/2" for i in range(len(header)))
for out, filters in [("lo_opened", "44,34,76,1"), ("lo_text", f"44,34,76,1,{TEXTS}")]:
    os.makedirs("made", exist_ok=True)
    subprocess.run(["soffice", "--headless", f"--infilter=CSV:{filters}", "--convert-to", "xlsx", "--outdir", "made",
                    "base.csv"], check=True)
    os.replace("made/base.xlsx", out + ".xlsx")
for name in ["op_dates_and_numbers", "op_decorated", "xw_rich", "op_hidden_sheet", "op_formula", "op_number_phone"]:
    subprocess.run(["soffice", "--headless", "--convert-to", "xlsx", "--outdir", "made", name + ".xlsx"], check=True)
    os.replace(f"made/{name}.xlsx", "lo_" + name + ".xlsx")
os.rmdir("made")
