# SPDX-License-Identifier: GPL-3.0-or-later
# plan.py FILE STATEMENT...: writes a plan as `terraform show -json` does; the statements make it with the functions below. `p` is the plan, `c` its changes.
import json
import sys

c, config = [], []
p = {"format_version": "1.2", "terraform_version": "1.9.8", "planned_values": {"root_module": {}}, "resource_changes": c, "applyable": True, "complete": True, "errored": False}


def add(address, values, unknown=(), before=None, index=None, **more):
    """A managed resource, created unless it has values before; unknown values are named."""
    parts = address.split(".")
    change = {"address": address if index is None else address + (f"[{index}]" if isinstance(index, int) else f'["{index}"]'), "mode": "managed", "type": parts[-2], "name": parts[-1],
              "provider_name": "registry.terraform.io/hashicorp/aws"}
    if parts[0] == "module":
        change["module_address"] = ".".join(parts[:-2])
    if index is not None:
        change["index"] = index
    actions = ["create"] if before is None else ["delete"] if values is None else ["update"]
    change["change"] = {"actions": actions, "before": before, "after": values, "after_unknown": {name: True for name in ["id", *unknown]}}
    change.update(more)
    c.append(change)
    return change


def each(address, keys, *values, **more):
    """Instances of count (a number) or for_each (texts), with the same values."""
    for key in range(keys) if isinstance(keys, int) else keys:
        add(address, *values, index=key, **more)


def msk(brokers, machine="kafka.m5.large", gib=1000, subnets=3):
    return {"number_of_broker_nodes": brokers, "broker_node_group_info": [{"instance_type": machine, "client_subnets": [f"subnet-{i}" for i in range(subnets)],
            "storage_info": [{"ebs_storage_info": [{"provisioned_throughput": [], "volume_size": gib}]}]}]}


def machine(type, *disks, root=None, **more):
    """Values of an aws_instance; disks as (GiB, type)."""
    block = lambda gib, kind: {"volume_size": gib, "volume_type": kind}
    values = {"instance_type": type, "launch_template": [], "ebs_block_device": [dict(block(*d), device_name="/dev/sd" + chr(102 + i)) for i, d in enumerate(disks)]}
    return dict(values, **({} if root is None else {"root_block_device": [block(*root)]}), **more)


def attach(address, keys, device="/dev/xvdh", **known):
    """Attachments whose machine and volume are unknown unless they are given."""
    for key in range(keys) if isinstance(keys, int) else keys:
        add(address, dict({"device_name": device}, **known), [n for n in ("instance_id", "volume_id") if n not in known], index=key)


def configured(address, **references):
    """An entry of the configuration: names of expressions with what they refer to; a list of them is a list of blocks."""
    parts = address.split(".")
    root = p.setdefault("configuration", {}).setdefault("root_module", {})
    for i in range(1, len(parts) - 2, 2):
        root = root.setdefault("module_calls", {}).setdefault(parts[i].split("[")[0], {}).setdefault("module", {})
    root.setdefault("resources", []).append({"address": ".".join(parts[-2:]), "mode": "managed", "type": parts[-2], "name": parts[-1], "provider_config_key": "aws",
                                             "expressions": {name: {"references": value} if not isinstance(value, dict) else value for name, value in references.items()}})


for statement in sys.argv[2:]:
    exec(statement)
json.dump(p, open(sys.argv[1], "w"))
