"""Define Prefect flows, tasks and the command line.

This is the only package that imports Prefect.
"""
