resource "aws_cloudwatch_log_metric_filter" "main" {
  for_each       = local.filters
  name           = each.key
  log_group_name = var.log_group
  pattern        = each.value.pattern

  metric_transformation {
    namespace     = each.value.namespace
    name          = each.value.metricName
    value         = each.value.value
    default_value = each.value.defaultValue
    unit          = each.value.unit
  }
}

# The objectives and their burn rates, which Application Signals works out; the provider has no resource for them.
resource "aws_iam_service_linked_role" "application_signals" {
  aws_service_name = "application-signals.cloudwatch.amazonaws.com"
}

resource "aws_cloudformation_stack" "objectives" {
  name          = "${var.name}-service-level-objectives"
  template_body = jsonencode({ Resources = local.objectives })
  depends_on    = [aws_iam_service_linked_role.application_signals, aws_cloudwatch_log_metric_filter.main]
}

resource "aws_cloudwatch_metric_alarm" "main" {
  for_each          = local.alarms
  alarm_name        = each.key
  alarm_description = each.value.description
  namespace         = each.value.namespace == "AWS/AppRunner" ? local.instance_metric.namespace : each.value.namespace
  metric_name       = each.value.namespace == "AWS/AppRunner" ? local.instance_metric.metric : each.value.metricName
  dimensions = (
    each.value.namespace == null ? null :
    each.value.namespace == "AWS/AppRunner" ? local.instance_metric.dimensions :
    { for key, value in each.value.dimensions : key => lookup(local.open, value, value) }
  )
  statistic                             = each.value.statistic
  extended_statistic                    = each.value.extendedStatistic
  period                                = each.value.period
  threshold                             = each.value.threshold
  threshold_metric_id                   = each.value.thresholdMetricId
  comparison_operator                   = each.value.comparisonOperator
  evaluation_periods                    = each.value.evaluationPeriods
  datapoints_to_alarm                   = each.value.datapointsToAlarm
  treat_missing_data                    = each.value.treatMissingData
  evaluate_low_sample_count_percentiles = each.value.evaluateLowSampleCountPercentiles

  # Parts of a composite alarm have no channel and notify nobody.
  alarm_actions = each.value.channel == null ? [] : [aws_sns_topic.channel[each.value.channel].arn]
  ok_actions    = each.value.channel == null ? [] : [aws_sns_topic.channel[each.value.channel].arn]
  tags          = each.value.severity == null ? {} : { Severity = each.value.severity, Runbook = each.value.runbook }

  dynamic "metric_query" {
    for_each = each.value.metrics
    content {
      id          = metric_query.value.id
      expression  = metric_query.value.expression
      return_data = metric_query.value.returnData

      dynamic "metric" {
        for_each = metric_query.value.metricName == null ? [] : [metric_query.value]
        content {
          namespace   = metric.value.namespace
          metric_name = metric.value.metricName
          dimensions  = { for key, value in metric.value.dimensions : key => lookup(local.open, value, value) }
          stat        = metric.value.statistic
          period      = metric.value.period
        }
      }
    }
  }

  depends_on = [aws_cloudformation_stack.objectives]
}
