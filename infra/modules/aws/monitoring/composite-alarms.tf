resource "aws_cloudwatch_composite_alarm" "tier_1" {
  for_each          = local.tier_1
  alarm_name        = each.key
  alarm_description = each.value.description
  alarm_rule        = each.value.rule
  alarm_actions     = [aws_sns_topic.channel[each.value.channel].arn]
  ok_actions        = [aws_sns_topic.channel[each.value.channel].arn]
  tags              = { Severity = each.value.severity, Runbook = each.value.runbook }

  depends_on = [aws_cloudwatch_metric_alarm.main]
}

resource "aws_cloudwatch_composite_alarm" "tier_2" {
  for_each          = local.tier_2
  alarm_name        = each.key
  alarm_description = each.value.description
  alarm_rule        = each.value.rule
  alarm_actions     = [aws_sns_topic.channel[each.value.channel].arn]
  ok_actions        = [aws_sns_topic.channel[each.value.channel].arn]
  tags              = { Severity = each.value.severity, Runbook = each.value.runbook }

  actions_suppressor {
    alarm            = each.value.suppressor
    wait_period      = each.value.suppressorWaitPeriod
    extension_period = each.value.suppressorExtensionPeriod
  }
  depends_on = [aws_cloudwatch_metric_alarm.main, aws_cloudwatch_composite_alarm.tier_1]
}

resource "aws_cloudwatch_composite_alarm" "tier_3" {
  for_each          = local.tier_3
  alarm_name        = each.key
  alarm_description = each.value.description
  alarm_rule        = each.value.rule
  alarm_actions     = [aws_sns_topic.channel[each.value.channel].arn]
  ok_actions        = [aws_sns_topic.channel[each.value.channel].arn]
  tags              = { Severity = each.value.severity, Runbook = each.value.runbook }

  actions_suppressor {
    alarm            = each.value.suppressor
    wait_period      = each.value.suppressorWaitPeriod
    extension_period = each.value.suppressorExtensionPeriod
  }
  depends_on = [aws_cloudwatch_metric_alarm.main, aws_cloudwatch_composite_alarm.tier_2]
}

resource "aws_cloudwatch_composite_alarm" "tier_4" {
  for_each          = local.tier_4
  alarm_name        = each.key
  alarm_description = each.value.description
  alarm_rule        = each.value.rule
  alarm_actions     = [aws_sns_topic.channel[each.value.channel].arn]
  ok_actions        = [aws_sns_topic.channel[each.value.channel].arn]
  tags              = { Severity = each.value.severity, Runbook = each.value.runbook }

  actions_suppressor {
    alarm            = each.value.suppressor
    wait_period      = each.value.suppressorWaitPeriod
    extension_period = each.value.suppressorExtensionPeriod
  }
  depends_on = [aws_cloudwatch_metric_alarm.main, aws_cloudwatch_composite_alarm.tier_3]
}

check "every_composite_alarm_has_a_tier" {
  assert {
    condition     = length(local.tier_1) + length(local.tier_2) + length(local.tier_3) + length(local.tier_4) == length(local.composites)
    error_message = "A chain of suppressors is longer than four, or names an alarm that is not there: composite-alarms.json."
  }
}
