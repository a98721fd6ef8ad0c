"""Files for bench.py: orders as a platform exports them, seeded, so that every
machine measures the same bytes. Written with the standard library alone."""

import os
import random
import subprocess
import sys

HEADING = "order_no,created_at,paid_at,shop,staff,sku,qty,unit_price,amount,paid,status\n"
SHOPS = ["一店", "二店", "三店", "旗舰店", "专营店"]
STATUSES = ["交易成功", "卖家已发货", "买家已付款", "等待付款", "已签收"]
FIRST_DAY = 1_767_196_800  # 2026-01-01 00:00 in Shanghai, as seconds of UTC


def moments():
    """Every second of a day as text, once."""
    return [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(86_400)]


def days():
    months = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return [f"2026-{m + 1:02}-{d:02}" for m, n in enumerate(months) for d in range(1, n + 1)]


def orders(path, rows, encoding="utf-8", seed=20261123):
    """`rows` order lines of about 111 bytes (in UTF-8)."""
    if ready(path):
        return
    rng = random.Random(seed)
    times, dates = moments(), days()
    skus = [f"A-{n}" for n in range(1000, 5000)]
    staff = [f"KF{n:03}" for n in range(1, 41)]
    pick = rng.random
    with open(path + ".part", "w", encoding=encoding, newline="") as out:
        out.write(HEADING)
        lines = []
        for n in range(rows):
            day = dates[n * 326 // rows]
            second = int(pick() * 86_000)
            status = STATUSES[int(pick() * 5)]
            qty = int(pick() * pick() * 6) + 1
            fen = int(pick() * 40_000) + 990
            amount = qty * fen
            paid = 0 if status == "等待付款" else amount - int(pick() * 5) * 100
            paid = max(paid, 0)
            paid_at = f"{day} {times[second + 45]}" if paid else ""
            lines.append(
                f"26{n * 7919 % 10_000_000:07}{n:09},{day} {times[second]},{paid_at},"
                f"{SHOPS[int(pick() * 5)]},{staff[int(pick() * 40)]},{skus[int(pick() * 4000)]},"
                f"{qty},{fen // 100}.{fen % 100:02},{amount // 100}.{amount % 100:02},"
                f"{paid // 100}.{paid % 100:02},{status}\n"
            )
            if len(lines) == 20_000:
                out.write("".join(lines))
                lines.clear()
        out.write("".join(lines))
    os.replace(path + ".part", path)


FULL = [
    "订单编号", "下单时间", "付款时间", "发货时间", "订单状态", "店铺", "买家", "收货人", "手机",
    "地址", "商家编码", "商品名称", "数量", "单价", "金额", "实付", "客服", "快递公司", "快递单号",
    "备注",
]


def cumulative(path, rows, day, seed=7):
    """A cumulative export on its n-th day: about 200 bytes a row; each later day
    40,000 orders went on in their life (paid, shipped, finished, a remark grew)
    in lawful ways, and 1,000 orders are new."""
    if ready(path):
        return
    rng = random.Random(seed)
    times, dates = moments(), days()
    moved = 40_000
    with open(path + ".part", "w", encoding="utf-8", newline="") as out:
        out.write(",".join(FULL) + "\n")
        for n in range(rows + 1_000 * day):
            r = rng.getrandbits(62)
            # Each day another slice of the orders moves one step on.
            steps = sum(1 for d in range(1, day + 1) if (n + d * moved) % rows < moved)
            stage = min(steps, 3)
            date = dates[n * 300 // (rows + 60_000)]
            at = r % 80_000
            qty = r % 3 + 1
            fen = r % 30_011 + 990
            amount = f"{qty * fen // 100}.{qty * fen % 100:02}"
            cells = [
                f"26{n * 7919 % 10_000_000:07}{n:09}",
                f"{date} {times[at]}",
                f"{date} {times[at + 60]}" if stage >= 1 else "",
                f"{date} {times[at + 5_000]}" if stage >= 2 else "",
                ["等待买家付款", "买家已付款", "卖家已发货", "交易成功"][stage],
                SHOPS[r % 5],
                f"买家{r % 99_991}",
                f"收货人{r % 9_973}",
                f"139{r % 100_000_000:08}",
                f"某省某市某区某路{r % 997}号{r % 31}幢",
                f"A-{1000 + r % 4000}",
                f"坚果礼盒{r % 400}号",
                str(qty),
                f"{fen // 100}.{fen % 100:02}",
                amount,
                amount if stage >= 1 else "0.00",
                f"KF{r % 40 + 1:03}",
                "顺丰" if stage >= 2 else "",
                f"SF{r % 10**12:012}" if stage >= 2 else "",
                "请尽快发货" * (steps > 3),
            ]
            out.write(",".join(cells) + "\n")
    os.replace(path + ".part", path)


def ledger(path, rows, seed=20261124):
    """A stock ledger of `rows` lines of about 60 bytes: 4,000 items, three lines
    a document, a year of days in order; receipts carry their cost."""
    if ready(path):
        return
    rng = random.Random(seed)
    dates, pick = days(), rng.random
    skus = [f"SP{n:05}" for n in range(4000)]
    with open(path + ".part", "w", encoding="utf-8", newline="") as out:
        out.write("日期,单据编号,单据类型,商品编码,数量,单价\n")
        lines = []
        for n in range(rows):
            date = dates[n * 334 // rows]
            sku = skus[int(pick() * 4000)]
            if n // 3 % 5 == 0:
                fen = int(pick() * 9_000) + 100
                lines.append(f"{date},RK{n // 3:09},采购入库,{sku},{int(pick() * 90) + 40},"
                             f"{fen // 100}.{fen % 100:02}\n")
            else:
                lines.append(f"{date},CK{n // 3:09},销售出库,{sku},{int(pick() * 30) + 1},\n")
            if len(lines) == 20_000:
                out.write("".join(lines))
                lines.clear()
        out.write("".join(lines))
    os.replace(path + ".part", path)


def credited(path, rows, seed=20261125):
    """`rows` paid orders of November of 200 agents, about 100 bytes each; one in
    twenty was refunded. The staff list and the scores stand beside it."""
    if ready(path):
        return
    rng = random.Random(seed)
    pick, times = rng.random, moments()
    with open(path, "w", encoding="utf-8", newline="") as out:
        out.write("order_no,created_at,paid_at,status,paid,refund,refunded_at,staff\n")
        for n in range(rows):
            day = f"2026-11-{int(pick() * 30) + 1:02}"
            at = int(pick() * 86_000)
            fen = int(pick() * 100_000) + 1_000
            refund = ","
            if pick() < 0.05:
                refund = f"{fen // 200}.{fen % 100:02},2026-11-{int(pick() * 30) + 1:02}"
            out.write(f"{4_000_000_000_000_000_000 + n},{day} {times[at]},{day} {times[at + 300]},交易成功,"
                      f"{fen // 100}.{fen % 100:02},{refund},A{int(pick() * 200):03}\n")
    folder = os.path.dirname(path)
    with open(os.path.join(folder, "pay-staff.csv"), "w", encoding="utf-8") as out:
        out.write("staff,scheme,base\n")
        out.writelines(f"A{n:03},presales,2000\n" for n in range(200))
    with open(os.path.join(folder, "pay-kpi.csv"), "w", encoding="utf-8") as out:
        out.write("staff,month,score\n")
        out.writelines(f"A{n:03},2026-11,{65 + n * 0.15:.2f}\n" for n in range(200))
    with open(os.path.join(folder, "pay.toml"), "w", encoding="utf-8") as out:
        out.write('[[pay.scheme]]\nname = "presales"\n'
                  'steps = [["70", "0.15%"], ["75", "0.2%"], ["80", "0.25%"], ["85", "0.3%"], ["90", "0.35%"]]\n'
                  'exclude = [{ name = "w", from = "2026-11-01", to = "2026-11-11" }]\n')


def other_ledger(path, of, seed=20261125):
    """The same ledger as another department has it: shuffled, of a thousand
    lines one left out, one booked twice, one with a nought too many."""
    if ready(path):
        return
    rng = random.Random(seed)
    with open(of, encoding="utf-8", newline="") as book:
        heading, *lines = book.readlines()
    out = []
    for line in lines:
        chance = rng.random()
        if chance < 0.001:
            continue
        if chance < 0.002:
            out.append(line)
        elif chance < 0.003:
            cells = line.split(",")
            cells[4] += "0"
            line = ",".join(cells)
        out.append(line)
    rng.shuffle(out)
    with open(path + ".part", "w", encoding="utf-8", newline="") as other:
        other.write(heading)
        other.writelines(out)
    os.replace(path + ".part", path)


def ready(path):
    return os.path.exists(path) and os.path.getsize(path) > 0


def apart(name, *args):
    """Makes a file in a process of its own: what this one holds in memory would
    count as the least of every command it starts."""
    call = f"import bench_files as f; f.{name}(*{args!r})"
    subprocess.run([sys.executable, "-c", call], check=True, cwd=os.path.dirname(os.path.abspath(__file__)))
