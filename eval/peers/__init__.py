"""What a person would pick instead of Cotejo, each set up as its own documentation says.

These files run in an environment of their own (requirements-peers.txt), so they import nothing of
Cotejo's; `eval/peer_runs.py` starts each as a process: `python -m eval.peers.txtai_hybrid JOB.json`.
"""
