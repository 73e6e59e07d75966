"""Closed loop over the Python client (qdrant-client): `callers` threads that share one client, as it is meant to be.

Prints {"measuring": true} when the warm-up is over, then the figures of the measured part, each as one line of JSON.
"""

import argparse
import itertools
import json
import os
import random
import sys
import threading
import time

import httpx
from qdrant_client import QdrantClient, models

TIMEOUT_S = 60
LIMIT = 10
BATCHES = 20
QUERIES = 100


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--grpc-port", type=int, required=True)
    parser.add_argument("--transport", choices=["rest", "rest-keepalive", "grpc"], required=True)
    parser.add_argument("--operation", choices=["retrieve", "query", "filtered", "ingest-wait", "ingest"], required=True)
    parser.add_argument("--collection", required=True)
    parser.add_argument("--callers", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--warm-up", type=float, required=True)
    parser.add_argument("--points", type=int, required=True)
    parser.add_argument("--groups", type=int, required=True)
    parser.add_argument("--dimension", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True)
    return parser.parse_args()


def open_client(args):
    options = {}
    if args.transport == "rest-keepalive":
        options["limits"] = httpx.Limits(max_connections=None, max_keepalive_connections=args.callers)
    return QdrantClient(
        url=args.url,
        grpc_port=args.grpc_port,
        prefer_grpc=args.transport == "grpc",
        api_key=os.environ.get("QDRANT_API_KEY") or None,
        timeout=TIMEOUT_S,
        check_compatibility=False,
        **options,
    )


def group_of(number, args):
    return f"keyword_{number % args.groups}"


def query_vector(rng, dimension):
    return [round(rng.uniform(-1, 1), 6) for _ in range(dimension)]


def point_vector(rng, dimension):
    return [rng.randrange(2048) / 1024 - 1 for _ in range(dimension)]


def reads(client, args):
    rng = random.Random(2)
    name = args.collection
    if args.operation == "retrieve":
        return lambda _: client.retrieve(name, ids=[rng.randrange(args.points)], with_payload=True, with_vectors=False)

    queries = [query_vector(rng, args.dimension) for _ in range(QUERIES)]

    def query(turn):
        group = None
        if args.operation == "filtered":
            match = models.MatchValue(value=group_of(turn, args))
            group = models.Filter(must=[models.FieldCondition(key="group", match=match)])
        answer = client.query_points(
            name, query=queries[turn % QUERIES], query_filter=group, limit=LIMIT, with_payload=True
        )
        return answer.points

    return query


def writes(client, args):
    rng = random.Random(2)
    batches = [[point_vector(rng, args.dimension) for _ in range(args.batch)] for _ in range(BATCHES)]
    wait = args.operation == "ingest-wait"

    def upsert(turn):
        first = turn * args.batch
        points = [
            models.PointStruct(id=first + index, vector=row, payload={"group": group_of(index, args)})
            for index, row in enumerate(batches[turn % BATCHES])
        ]
        client.upsert(args.collection, points=points, wait=wait)

    return upsert


def check(call, args):
    """Equal work: an answer with fewer points, or without payloads, is not comparable."""
    answer = call(1)
    wanted = {"retrieve": 1, "query": LIMIT, "filtered": LIMIT}.get(args.operation)
    if wanted is not None and (len(answer) != wanted or not all(point.payload for point in answer)):
        raise RuntimeError(f"{wanted} points with payload were asked for; {len(answer)} came")


class Loop:
    """Warms up together, then starts the measured part together."""

    def __init__(self, call, args):
        self.call = call
        self.args = args
        # Taking the next number of a count is atomic.
        self.turns = itertools.count(2)
        self.latencies = [[] for _ in range(args.callers)]
        self.failures = []
        self.barrier = threading.Barrier(args.callers, action=self.begin)

    def run(self):
        self.warm_end = time.perf_counter() + self.args.warm_up
        threads = [threading.Thread(target=self.caller, args=(own,)) for own in self.latencies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.failures:
            raise self.failures[0]
        return self.figures(time.perf_counter() - self.started, time.process_time() - self.cpu)

    def begin(self):
        print(json.dumps({"measuring": True}), flush=True)
        self.cpu = time.process_time()
        self.started = time.perf_counter()
        self.end = self.started + self.args.seconds

    def caller(self, latencies):
        try:
            while time.perf_counter() < self.warm_end:
                self.call(next(self.turns))
            self.barrier.wait()
            now = time.perf_counter()
            while True:
                self.call(next(self.turns))
                done = time.perf_counter()
                latencies.append(done - now)
                now = done
                if now >= self.end or self.failures:
                    break
        except threading.BrokenBarrierError:
            pass
        except Exception as error:
            self.failures.append(error)
            self.barrier.abort()

    def figures(self, elapsed, cpu):
        merged = sorted(itertools.chain.from_iterable(self.latencies))

        def percentile(share):
            return merged[min(len(merged) - 1, int(len(merged) * share))] * 1000 if merged else 0

        return {
            "count": len(merged),
            "elapsedMs": elapsed * 1000,
            "p50Ms": percentile(0.5),
            "p95Ms": percentile(0.95),
            "cpuMs": cpu * 1000,
        }


def main():
    args = arguments()
    client = open_client(args)
    call = (writes if args.operation.startswith("ingest") else reads)(client, args)
    check(call, args)
    print(json.dumps(Loop(call, args).run()), flush=True)
    client.close()


if __name__ == "__main__":
    try:
        main()
    except Exception as error:
        sys.exit(" ".join(f"{type(error).__name__}: {error}".split()))
