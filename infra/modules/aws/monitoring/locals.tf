data "aws_region" "here" {}
data "aws_caller_identity" "here" {}

locals {
  channels = toset(["on-call", "operations"])

  filters    = jsondecode(file("${var.generated.alerts}/log-metric-filters.json")).filters
  alarms     = jsondecode(file("${var.generated.alerts}/metric-alarms.json")).alarms
  composites = jsondecode(file("${var.generated.alerts}/composite-alarms.json")).alarms
  rules      = jsondecode(file("${var.generated.alerts}/event-rules.json")).rules
  objectives = jsondecode(file("${var.generated.alerts}/service-level-objectives.json")).resources

  # The files say ${database_cluster}; a value that is known only after the apply must not decide how many alarms there are.
  # So the keys come from the file as it is, and each value is put in where it is used.
  open = { for key, value in var.names : "$${${key}}" => value }

  # App Runner counts its instances itself. With ECS the same limit holds for the tasks that Container Insights counts.
  instance_metric = {
    apprunner = {
      namespace  = "AWS/AppRunner"
      metric     = "ActiveInstances"
      dimensions = { ServiceName = var.names.service_name, ServiceID = var.names.service_id }
    }
    ecs = {
      namespace  = "ECS/ContainerInsights"
      metric     = "RunningTaskCount"
      dimensions = { ClusterName = var.names.ecs_cluster, ServiceName = var.names.service_name }
    }
  }[var.compute]

  # A suppressor must be there before the alarm that it keeps quiet, so composite alarms come in four tiers.
  tier_1 = { for name, alarm in local.composites : name => alarm if alarm.suppressor == null }
  tier_2 = { for name, alarm in local.composites : name => alarm if try(contains(keys(local.tier_1), alarm.suppressor), false) }
  tier_3 = { for name, alarm in local.composites : name => alarm if try(contains(keys(local.tier_2), alarm.suppressor), false) }
  tier_4 = { for name, alarm in local.composites : name => alarm if try(contains(keys(local.tier_3), alarm.suppressor), false) }
}
