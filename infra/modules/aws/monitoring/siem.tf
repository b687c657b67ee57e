# Guide 5.4: errors of the product, inserts into the audit log (both are lines of the product) and pgaudit's output.
locals {
  shipped = var.siem_destination_arn == null ? {} : { product = var.log_group, database = var.database_log_group }
}

resource "aws_cloudwatch_log_subscription_filter" "siem" {
  for_each        = local.shipped
  name            = "${var.name}-siem-${each.key}"
  log_group_name  = each.value
  destination_arn = var.siem_destination_arn
  role_arn        = var.siem_role_arn
  # Everything: what is a finding is the SIEM's question.
  filter_pattern = ""
}
