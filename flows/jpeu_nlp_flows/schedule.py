"""The schedule: the whole flow daily, and every flow ad hoc, served from one process.

Scheduled runs need a server that schedules, which the ephemeral one does not: where no address is set, a server of our
own is started on 127.0.0.1 and ended with this process. A run whose process was killed stays "Running" in Prefect's
eyes; heartbeats and an automation mark it crashed.
"""

import logging
from datetime import timedelta
from typing import cast

from prefect import serve
from prefect.automations import Automation
from prefect.client.schemas.objects import StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.schedules import Cron

from jpeu_nlp_flows import flows
from jpeu_nlp_flows.job import Job

log = logging.getLogger(__name__)

SILENCE = timedelta(seconds=90)
"""Three missed heartbeats of 30 s: the process is gone."""


def watch_for_zombies() -> None:
    """Have runs whose heartbeats stop marked as crashed; safe to call again."""
    automation = Automation(
        name="jpeu-nlp: mark killed runs as crashed",
        description="A flow run that stops sending heartbeats without an end was killed; the next run starts where it stopped.",
        trigger=EventTrigger(
            posture=Posture.Proactive,
            after={"prefect.flow-run.heartbeat"},
            expect={
                "prefect.flow-run.heartbeat",
                "prefect.flow-run.Completed",
                "prefect.flow-run.Failed",
                "prefect.flow-run.Cancelled",
                "prefect.flow-run.Crashed",
            },
            match={"prefect.resource.id": ["prefect.flow-run.*"]},
            for_each={"prefect.resource.id"},
            threshold=1,
            within=SILENCE,
        ),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, message="The process was killed; run again, nothing is lost.")],
    )
    try:
        found = Automation.read(name=automation.name)
    except ValueError:
        found = None
    if found is None:
        automation.create()


def serve_flows(job: Job, *, cron: str, address: str) -> None:
    """Serve the daily run of the whole flow, and every flow ad hoc, until interrupted; `address` is the API's."""
    watch_for_zombies()
    parameters = {"job": job.model_dump(mode="json", exclude_none=True)}
    daily = flows.whole.to_deployment(
        name="daily", schedule=Cron(cron, timezone="UTC"), parameters=parameters, description="The main job, scheduled."
    )
    others = [
        flow.to_deployment(name="ad-hoc", parameters=parameters) for flow in (flows.ingest, flows.analyse, flows.publish, flows.train)
    ]
    log.info("serving %d deployments (daily at %r UTC); pages at %s; Ctrl+C ends", 1 + len(others), cron, address.removesuffix("/api"))
    serve(*cast(list[RunnerDeployment], [daily, *others]))  # awaitable only where a loop runs, which is not here
