"""Asks an AWS at the URL given for all that is there and its tags, and prints them as JSON: type and id as the AWS provider has them.

What AWS still tells of after its end (keys that wait for it, inactive clusters and services, terminated ones) is left out.
"""

import json
import sys

import boto3

url = sys.argv[1]


def client(service: str):
    return boto3.client(service, endpoint_url=url, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")


def pairs(tags, key="Key", value="Value") -> dict[str, str]:
    return {tag[key]: tag[value] for tag in tags}


def encryption():
    kms = client("kms")
    for key in kms.list_keys()["Keys"]:
        if kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"] != "Enabled":
            continue
        yield "aws_kms_key", key["KeyId"], pairs(kms.list_resource_tags(KeyId=key["KeyId"])["Tags"], "TagKey", "TagValue")


def logs():
    api = client("logs")
    for group in api.describe_log_groups()["logGroups"]:
        yield "aws_cloudwatch_log_group", group["logGroupName"], api.list_tags_log_group(logGroupName=group["logGroupName"])["tags"]


def containers():
    ecs = client("ecs")

    def tags(arn):
        return pairs(ecs.list_tags_for_resource(resourceArn=arn)["tags"], "key", "value")

    for cluster in ecs.describe_clusters(clusters=ecs.list_clusters()["clusterArns"])["clusters"]:
        arn = cluster["clusterArn"]
        services = ecs.list_services(cluster=arn)["serviceArns"]
        if cluster["status"] == "ACTIVE":
            yield "aws_ecs_cluster", arn, tags(arn)
        for service in ecs.describe_services(cluster=arn, services=services)["services"] if services else []:
            if service["status"] == "ACTIVE":
                yield "aws_ecs_service", service["serviceArn"], tags(service["serviceArn"])
    for arn in ecs.list_task_definitions()["taskDefinitionArns"]:
        yield "aws_ecs_task_definition", arn.split("/")[-1].rsplit(":", 1)[0], tags(arn)


def roles():
    iam = client("iam")
    for role in iam.list_roles()["Roles"]:
        yield "aws_iam_role", role["RoleName"], pairs(iam.list_role_tags(RoleName=role["RoleName"])["Tags"])
    for profile in iam.list_instance_profiles()["InstanceProfiles"]:
        name = profile["InstanceProfileName"]
        yield "aws_iam_instance_profile", name, pairs(iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]["Tags"])


def network():
    ec2 = client("ec2")
    for group in ec2.describe_security_groups()["SecurityGroups"]:
        yield "aws_security_group", group["GroupId"], pairs(group.get("Tags", []))
    for rule in ec2.describe_security_group_rules()["SecurityGroupRules"]:
        kind = "egress" if rule["IsEgress"] else "ingress"
        yield f"aws_vpc_security_group_{kind}_rule", rule["SecurityGroupRuleId"], pairs(rule.get("Tags", []))


def schedules():
    scheduler = client("scheduler")
    for group in scheduler.list_schedule_groups()["ScheduleGroups"]:
        yield "aws_scheduler_schedule_group", group["Name"], pairs(scheduler.list_tags_for_resource(ResourceArn=group["Arn"])["Tags"])
    sqs = client("sqs")
    for queue in sqs.list_queues().get("QueueUrls", []):
        yield "aws_sqs_queue", queue, sqs.list_queue_tags(QueueUrl=queue).get("Tags", {})


def buckets():
    s3 = client("s3")
    for bucket in s3.list_buckets()["Buckets"]:
        yield "aws_s3_bucket", bucket["Name"], pairs(s3.get_bucket_tagging(Bucket=bucket["Name"])["TagSet"])


def clusters():
    emr = client("emr")
    for cluster in emr.list_clusters()["Clusters"]:
        if cluster["Status"]["State"].startswith("TERMINATED"):
            continue
        yield "aws_emr_cluster", cluster["Id"], pairs(emr.describe_cluster(ClusterId=cluster["Id"])["Cluster"]["Tags"])
    serverless = client("emr-serverless")
    for application in serverless.list_applications()["applications"]:
        found = serverless.get_application(applicationId=application["id"])["application"]
        if found["state"] == "TERMINATED":
            continue
        yield "aws_emrserverless_application", application["id"], found["tags"]


sources = (encryption, logs, containers, roles, network, schedules, buckets, clusters)
print(json.dumps([{"type": type_, "id": id_, "tags": tags} for source in sources for type_, id_, tags in source()]))
