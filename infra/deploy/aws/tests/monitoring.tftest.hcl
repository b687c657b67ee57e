# Alarms, channels and dashboards come from the generated files, whole and unchanged (operations guide 4.2, 5.4).

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { name = "eu-west-1" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/mock" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::mock" }
  }
  override_resource {
    target = aws_sns_topic.channel["on-call"]
    values = { arn = "arn:aws:sns:eu-west-1:123456789012:on-call" }
  }
  override_resource {
    target = aws_sns_topic.channel["operations"]
    values = { arn = "arn:aws:sns:eu-west-1:123456789012:operations" }
  }
}

variables {
  name               = "alxderia"
  generated          = { alerts = "../../../alerts/generated/cloudwatch", dashboards = "../../../dashboards/generated/cloudwatch" }
  log_group          = "/ecs/alxderia"
  database_log_group = "/aws/rds/cluster/alxderia/postgresql"
  compute            = "ecs"
  names              = { database_cluster = "alxderia", service_name = "alxderia", service_id = "", ecs_cluster = "alxderia", load_balancer = "app/alxderia/1" }
  subscribers        = { on-call = ["on-call@example.com"], operations = ["operations@example.com"] }
  monthly_budget_usd = 500
}

run "alarms_of_the_generated_files" {
  command = apply
  module {
    source = "../../modules/aws/monitoring"
  }

  assert {
    condition     = keys(aws_cloudwatch_metric_alarm.main) == keys(jsondecode(file("../../../alerts/generated/cloudwatch/metric-alarms.json")).alarms)
    error_message = "every metric alarm of the file, and no other"
  }
  assert {
    condition     = toset(concat(keys(aws_cloudwatch_composite_alarm.tier_1), keys(aws_cloudwatch_composite_alarm.tier_2), keys(aws_cloudwatch_composite_alarm.tier_3), keys(aws_cloudwatch_composite_alarm.tier_4))) == toset(keys(jsondecode(file("../../../alerts/generated/cloudwatch/composite-alarms.json")).alarms))
    error_message = "every composite alarm, each in one tier"
  }
  assert {
    condition = alltrue([for name, alarm in jsondecode(file("../../../alerts/generated/cloudwatch/metric-alarms.json")).alarms :
      aws_cloudwatch_metric_alarm.main[name].threshold == alarm.threshold && aws_cloudwatch_metric_alarm.main[name].evaluation_periods == alarm.evaluationPeriods && aws_cloudwatch_metric_alarm.main[name].treat_missing_data == alarm.treatMissingData
    ])
    error_message = "thresholds, periods and what silence means are the file's"
  }
  assert {
    condition = alltrue([for name, alarm in jsondecode(file("../../../alerts/generated/cloudwatch/metric-alarms.json")).alarms :
      alarm.channel == null ? length(aws_cloudwatch_metric_alarm.main[name].alarm_actions) == 0 : aws_cloudwatch_metric_alarm.main[name].alarm_actions == toset(["arn:aws:sns:eu-west-1:123456789012:${alarm.channel}"])
    ])
    error_message = "critical alarms reach on-call, warnings operations, parts of composites nobody"
  }
  assert {
    condition = alltrue([for name, alarm in jsondecode(file("../../../alerts/generated/cloudwatch/composite-alarms.json")).alarms :
      merge(aws_cloudwatch_composite_alarm.tier_1, aws_cloudwatch_composite_alarm.tier_2, aws_cloudwatch_composite_alarm.tier_3, aws_cloudwatch_composite_alarm.tier_4)[name].alarm_actions == toset(["arn:aws:sns:eu-west-1:123456789012:${alarm.channel}"])
    ])
    error_message = "composite alarms reach the channel of their severity"
  }
  assert {
    condition     = keys(aws_cloudwatch_event_rule.main) == ["alxderia-image-push-failing", "alxderia-secret-access-failing"] && alltrue([for target in aws_cloudwatch_event_target.main : endswith(target.arn, ":on-call")])
    error_message = "failed pushes and secret accesses reach on-call"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.main["alxderia-instances-at-ceiling"].namespace == "ECS/ContainerInsights" && aws_cloudwatch_metric_alarm.main["alxderia-instances-at-ceiling"].threshold == 10
    error_message = "with ECS the ceiling of ten is counted in tasks"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.main["alxderia-database-capacity"].dimensions["DBClusterIdentifier"] == "alxderia"
    error_message = "what the file leaves open is put in"
  }
  assert {
    condition     = alltrue([for d in aws_cloudwatch_dashboard.main : !strcontains(d.dashboard_body, "$${")])
    error_message = "nothing is left open in the dashboards"
  }
  assert {
    condition     = keys(jsondecode(aws_cloudformation_stack.objectives.template_body).Resources) == ["Availability", "ErrorRate", "LatencyApi", "LatencyHealth"]
    error_message = "the four objectives"
  }
  assert {
    condition     = aws_budgets_budget.month.limit_amount == "500" && length(aws_budgets_budget.month.notification) == 2
    error_message = "a budget that says so at 80 % and when 100 % is forecast"
  }
  assert {
    condition     = length(aws_cloudwatch_log_subscription_filter.siem) == 0 && length(aws_cloudtrail.main) == 1
    error_message = "no SIEM unless one is named; a trail unless there is one"
  }
}

run "app_runner_and_siem" {
  command = plan
  module {
    source = "../../modules/aws/monitoring"
  }
  variables {
    compute              = "apprunner"
    names                = { database_cluster = "alxderia", service_name = "alxderia", service_id = "0123", ecs_cluster = "alxderia", load_balancer = "" }
    siem_destination_arn = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/siem"
    siem_role_arn        = "arn:aws:iam::123456789012:role/siem"
    create_trail         = false
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.main["alxderia-instances-at-ceiling"].namespace == "AWS/AppRunner" && aws_cloudwatch_metric_alarm.main["alxderia-instances-at-ceiling"].dimensions["ServiceID"] == "0123"
    error_message = "with App Runner its own count of instances"
  }
  assert {
    condition     = { for key, filter in aws_cloudwatch_log_subscription_filter.siem : key => filter.log_group_name } == { product = "/ecs/alxderia", database = "/aws/rds/cluster/alxderia/postgresql" }
    error_message = "the product's lines and PostgreSQL's, pgaudit's among them, go to the SIEM"
  }
  assert {
    condition     = alltrue([for filter in aws_cloudwatch_log_subscription_filter.siem : filter.filter_pattern == ""])
    error_message = "no line is filtered out, whatever its level: entries of the audit log are told at info"
  }
}
