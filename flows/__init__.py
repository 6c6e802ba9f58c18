"""Prefect flows, tasks and the command line. The only package that imports Prefect."""
