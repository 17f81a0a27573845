"""Serves moto on a free port of the loopback interface and prints the port as the first line; ends with its standard input.

moto knows less of EMR than AWS does. What the AWS provider calls and moto lacks is added here, as the API reference describes it:
managed scaling policies, auto-termination policies, instance fleets of a cluster that has none, some settings of a cluster that moto
forgets, and of EMR Serverless: types in lower case, the architecture, tags set later, and that an application is not started when made.
"""

import os
import sys
import threading

os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")

from moto.core.responses import ActionResult, EmptyResult  # noqa: E402
from moto.emr.exceptions import InvalidRequestException  # noqa: E402
from moto.emr.responses import ElasticMapReduceResponse  # noqa: E402
from moto.emrserverless import urls as serverless_urls  # noqa: E402
from moto.emrserverless.models import EMRServerlessBackend  # noqa: E402
from moto.emrserverless.responses import EMRServerlessResponse  # noqa: E402
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

policies: dict[tuple[str, str], dict] = {}


def _cluster(response: ElasticMapReduceResponse) -> str:
    cluster_id = response._get_param("ClusterId")
    response.backend.describe_cluster(cluster_id)
    return cluster_id


def _put(kind: str):
    def action(response: ElasticMapReduceResponse) -> EmptyResult:
        policies[kind, _cluster(response)] = response._get_param(kind)
        return EmptyResult()

    return action


def _get(kind: str):
    def action(response: ElasticMapReduceResponse) -> ActionResult:
        found = policies.get((kind, _cluster(response)))
        return ActionResult({} if found is None else {kind: found})

    return action


def _remove(kind: str):
    def action(response: ElasticMapReduceResponse) -> EmptyResult:
        policies.pop((kind, _cluster(response)), None)
        return EmptyResult()

    return action


def _list_instance_fleets(response: ElasticMapReduceResponse) -> ActionResult:
    _cluster(response)
    raise InvalidRequestException("Instance fleets and instance groups are mutually exclusive. The EMR cluster specified in the request uses instance groups.")


def _remember_settings() -> None:
    run_job_flow = ElasticMapReduceResponse.run_job_flow

    def action(response: ElasticMapReduceResponse) -> ActionResult:
        known = set(response.backend.clusters)
        result = run_job_flow(response)
        (made,) = set(response.backend.clusters) - known
        cluster = response.backend.clusters[made]
        cluster.scale_down_behavior = response._get_param("ScaleDownBehavior")
        cluster.log_encryption_kms_key_id = response._get_param("LogEncryptionKmsKeyId")
        cluster.unhealthy_node_replacement = response._get_param("Instances.UnhealthyNodeReplacement")
        if response._get_param("AutoTerminationPolicy"):
            policies["AutoTerminationPolicy", made] = response._get_param("AutoTerminationPolicy")
        return result

    ElasticMapReduceResponse.run_job_flow = action


def _create_application(self: EMRServerlessBackend, **given):
    application = _moto_create_application(self, **{**given, "application_type": given["application_type"].upper()})
    application.state = "CREATED"
    return application


_moto_create_application = EMRServerlessBackend.create_application


def _tag_applications() -> None:
    def application(response: EMRServerlessResponse):
        return response.emrserverless_backend.get_application(response._get_param("resourceArn").split("/")[-1])

    def tag_resource(response: EMRServerlessResponse) -> EmptyResult:
        application(response).tags.update(response._get_param("tags"))
        return EmptyResult()

    def untag_resource(response: EMRServerlessResponse) -> EmptyResult:
        for key in response._get_param("tagKeys"):
            application(response).tags.pop(key, None)
        return EmptyResult()

    EMRServerlessResponse.tag_resource = tag_resource
    EMRServerlessResponse.untag_resource = untag_resource
    serverless_urls.url_paths["{0}/tags/(?P<resourceArn>.+)$"] = EMRServerlessResponse.dispatch


def _extend() -> None:
    for kind, name in (("ManagedScalingPolicy", "managed_scaling_policy"), ("AutoTerminationPolicy", "auto_termination_policy")):
        setattr(ElasticMapReduceResponse, f"put_{name}", _put(kind))
        setattr(ElasticMapReduceResponse, f"get_{name}", _get(kind))
        setattr(ElasticMapReduceResponse, f"remove_{name}", _remove(kind))
    ElasticMapReduceResponse.list_instance_fleets = _list_instance_fleets
    EMRServerlessBackend.create_application = _create_application
    _remember_settings()
    _tag_applications()


def main() -> None:
    _extend()
    server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
    server.shutdown()


main()
