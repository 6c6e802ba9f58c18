"""WHEN: Prefect flows, tasks and the command line. The only folder that knows Prefect."""
