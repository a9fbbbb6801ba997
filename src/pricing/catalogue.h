/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Catalogue: the capacities of machine types, sorted by name: EC2's instance types, and the broker types
 * that a managed service sells with its own meters and limits ("kafka.m7g.large" of Amazon MSK); the name
 * identifies the seller.
 *
 * Network and EBS figures are sustained baselines; bursts are not capacity. Ownership: the arena that it
 * was loaded into. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum processor { PROCESSOR_X86_64, PROCESSOR_ARM64, PROCESSOR_OTHER };
enum disk_kind { DISK_NONE, DISK_NVME, DISK_SATA_SSD, DISK_HDD };
enum accelerator {
    ACCELERATOR_NONE,
    ACCELERATOR_GPU,
    ACCELERATOR_TRAINING,
    ACCELERATOR_INFERENCE,
    ACCELERATOR_FPGA,
    ACCELERATOR_MEDIA
};

/* Sellers of instance types: each has its own meter and prefix. */
enum machine_service {
    SERVICE_EC2,
    SERVICE_MSK,
    SERVICE_MSK_EXPRESS,
    SERVICE_MSK_SERVERLESS,
    SERVICE_CONFLUENT_FREIGHT,
    SERVICE_CONFLUENT_ENTERPRISE,
    SERVICE_CONFLUENT_DEDICATED,
    SERVICE_CONFLUENT_STANDARD,
    SERVICE__COUNT
};
const char *service_name(enum machine_service service); /* "Amazon EC2", … */

struct instance {
    const char *name;   /* "m5.4xlarge", "kafka.m5.4xlarge" */
    const char *bare;   /* as in its meter: "m5.4xlarge" of both */
    const char *family; /* "m5", "kafka.m5" */
    enum machine_service service;
    enum processor processor;
    bool is_metal;
    bool is_burstable; /* CPU or network below nominal in the long run: t2, t3, t3a, t4g, *-flex */
    bool is_current;   /* AWS calls it current generation */
    bool is_hpc;
    enum accelerator accelerator;
    uint32_t generation; /* of AWS's general-purpose types with the same processor: 7 for m7i, i7ie, u7i */
    uint32_t vcpus;
    double memory_gib;
    double network_bytes_per_s;      /* baseline, each direction */
    double network_peak_bytes_per_s; /* burst, each direction */
    double ebs_bytes_per_s;          /* baseline; 0 when unknown */
    double ebs_iops;                 /* baseline; 0 when unknown */
    double ebs_peak_bytes_per_s;
    enum disk_kind disk_kind;
    uint32_t disks;
    double disk_bytes; /* all local disks together */
    /* Limits of a managed service; 0 for none. */
    double ingress_bytes_per_s, ingress_max_bytes_per_s; /* produced: recommended, and at throttling */
    double egress_bytes_per_s, egress_max_bytes_per_s;   /* consumed */
    double partitions;                                   /* replicas of partitions, as recommended */
    double volume_max_bytes_per_s; /* largest throughput that can be provisioned for its volume */
    bool has_kraft;                /* sold for versions that keep their metadata in KRaft */
    bool has_tiered_storage;
    const char *source;
};

struct catalogue {
    size_t count;
    const struct instance *instances; /* ascending by name (strcmp) */
    const char *as_of;                /* ISO date of the figures */
    char sha256[65];
};

enum { CATALOGUE_NONE = -1 };

/* Read a catalogue CSV; NULL with diagnostics on any mistake. */
const struct catalogue *catalogue_read(const char *name, const char *bytes, size_t length,
                                       struct arena *arena, struct diags *diags);

/* The shipped catalogue: EC2's types and those of managed services. */
const struct catalogue *catalogue_embedded(struct arena *arena, struct diags *diags);

/* The type that a service sells by this bare name, or CATALOGUE_NONE. */
int catalogue_find_sold(const struct catalogue *catalogue, enum machine_service service, const char *bare,
                        struct arena *arena);

/* Index of the type, or CATALOGUE_NONE. */
int catalogue_find(const struct catalogue *catalogue, const char *name);
