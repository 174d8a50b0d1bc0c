# SPDX-License-Identifier: MIT
"""Saves the synthetic weights as PyTorch and safetensors files, to try the converter by hand or in a test.

    python export_state_dicts.py OUTDIR [--legacy] [--safetensors] [NETWORK...]

Writes OUTDIR/<network>.pt (a zip archive); with --legacy also <network>.legacy.pt (the plain pickle of PyTorch before
1.6), with --safetensors also <network>.safetensors. The converter's blob must give the golden embeddings.
"""
import pathlib
import sys

import torch

import networks
import synthetic


def main(arguments):
    options = {a for a in arguments if a.startswith("--")}
    outdir, *names = [a for a in arguments if not a.startswith("--")]
    outdir = pathlib.Path(outdir)
    outdir.mkdir(parents=True, exist_ok=True)
    for name in names or networks.NETWORKS:
        state = synthetic.fill(networks.build(name)).state_dict()
        torch.save(state, outdir / f"{name}.pt")
        if "--legacy" in options:
            torch.save(state, outdir / f"{name}.legacy.pt", _use_new_zipfile_serialization=False)
        if "--safetensors" in options:
            from safetensors.torch import save_file

            save_file(state, outdir / f"{name}.safetensors")
        print(name, len(state), "tensors")


if __name__ == "__main__":
    if len(sys.argv) < 2 or not {a for a in sys.argv[1:] if a.startswith("--")} <= {"--legacy", "--safetensors"}:
        raise SystemExit(__doc__)
    main(sys.argv[1:])
