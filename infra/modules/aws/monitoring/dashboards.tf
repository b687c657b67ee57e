resource "aws_cloudwatch_dashboard" "main" {
  for_each       = toset(["operations", "service-levels"])
  dashboard_name = "${var.name}-${each.key}"
  # A widget of the platform that is not in use stays empty; a dimension may not be.
  dashboard_body = templatefile("${var.generated.dashboards}/${each.key}.json", merge(
    { region = data.aws_region.here.name },
    { for key, value in var.names : key => coalesce(value, "none") },
  ))
}
