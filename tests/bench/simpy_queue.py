# SPDX-License-Identifier: GPL-3.0-or-later
"""Customers at servers with SimPy 2: prints processor time in seconds and the mean time in the system, in services.

Usage: simpy_queue.py SERVERS LOAD CUSTOMERS"""
import random
import sys
import time

from SimPy.Simulation import Process, Resource, activate, hold, initialize, now, release, request, simulate

servers, load, customers = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
random.seed(1)
total = 0.0


class Source(Process):
    def run(self):
        for _ in range(customers):
            yield hold, self, random.expovariate(servers * load)
            customer = Customer()
            activate(customer, customer.run())


class Customer(Process):
    def run(self):
        global total
        arrived = now()
        yield request, self, counter
        yield hold, self, random.expovariate(1)
        yield release, self, counter
        total += now() - arrived


initialize()
counter = Resource(capacity=servers)
source = Source()
start = time.process_time()
activate(source, source.run())
simulate(until=1e12)
print(time.process_time() - start, total / customers)
