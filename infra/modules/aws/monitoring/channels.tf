# The key of SNS itself cannot be used by CloudWatch and EventBridge, so the topics have one that lets both in.
data "aws_iam_policy_document" "topics_key" {
  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.here.account_id}:root"]
    }
  }

  statement {
    sid       = "Publishers"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com", "events.amazonaws.com", "budgets.amazonaws.com"]
    }
  }
}

resource "aws_kms_key" "topics" {
  description             = "${var.name}: alarms"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.topics_key.json
}

resource "aws_sns_topic" "channel" {
  for_each          = local.channels
  name              = "${var.name}-${each.key}"
  kms_master_key_id = aws_kms_key.topics.id
}

data "aws_iam_policy_document" "publish" {
  for_each = local.channels

  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.channel[each.key].arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com", "events.amazonaws.com", "budgets.amazonaws.com"]
    }
  }
}

resource "aws_sns_topic_policy" "channel" {
  for_each = local.channels
  arn      = aws_sns_topic.channel[each.key].arn
  policy   = data.aws_iam_policy_document.publish[each.key].json
}

resource "aws_sns_topic_subscription" "email" {
  for_each = merge([
    for channel, addresses in var.subscribers : { for address in addresses : "${channel} ${address}" => { channel = channel, address = address } }
  ]...)
  topic_arn = aws_sns_topic.channel[each.value.channel].arn
  protocol  = "email"
  endpoint  = each.value.address
}

resource "aws_cloudwatch_event_rule" "main" {
  for_each      = local.rules
  name          = each.key
  description   = each.value.description
  state         = each.value.state
  event_pattern = jsonencode(each.value.eventPattern)
  tags          = { Severity = each.value.severity, Runbook = each.value.runbook }
}

resource "aws_cloudwatch_event_target" "main" {
  for_each = local.rules
  rule     = aws_cloudwatch_event_rule.main[each.key].name
  arn      = aws_sns_topic.channel[each.value.channel].arn
}
