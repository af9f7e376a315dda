# What the AWS X-Ray SDK records, sent through the API, as its daemon would, and read again. Prints `ok CHECK` or `fails CHECK: WHY`.
import json
import time

import botocore.session
from aws_xray_sdk.core import xray_recorder
from aws_xray_sdk.core.emitters.udp_emitter import UDPEmitter

sent = []


class Kept(UDPEmitter):
    def send_entity(self, entity):
        sent.append(entity.serialize())


xray_recorder.configure(service="rides", sampling=False, emitter=Kept(), context_missing="LOG_ERROR")
try:
    with xray_recorder.in_segment("rides") as segment:
        segment.put_annotation("rider", "ada")
        with xray_recorder.in_subsegment("step"):
            pass
    client = botocore.session.get_session().create_client("xray")
    answer = client.put_trace_segments(TraceSegmentDocuments=sent)
    if answer["UnprocessedTraceSegments"]:
        raise ValueError(answer["UnprocessedTraceSegments"])
    trace_id = json.loads(sent[0])["trace_id"]
    for _ in range(20):
        traces = client.batch_get_traces(TraceIds=[trace_id])["Traces"]
        if traces:
            break
        time.sleep(0.2)
    names = [json.loads(one["Document"])["name"] for one in traces[0]["Segments"]]
    if names != ["rides"]:
        raise ValueError(names)
    print("ok other")
except Exception as error:
    print(f"fails other: {type(error).__name__} {error}".replace("\n", " "))
