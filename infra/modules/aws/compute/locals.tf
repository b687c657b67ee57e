data "aws_region" "here" {}

locals {
  on_ecs        = var.compute == "ecs"
  on_app_runner = var.compute == "apprunner"

  # 1 vCPU and 2 GB, in units of both platforms.
  cpu    = "1024"
  memory = "2048"

  # One probe for all: the guide's interval of 10 s and timeout of 5 s.
  probe = {
    path                = "/api/health"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  environment = merge({ NODE_ENV = "production", HOST = "0.0.0.0", LOG_LEVEL = "info" }, var.environment)

  # A field of the JSON in Secrets Manager: <arn>:<field>::
  secrets = merge(
    {
      DATABASE_URL   = "${var.secrets.arns["database"]}:url::"
      SESSION_SECRET = var.secrets.arns["session"]
    },
    var.with_language_model ? { LLM_API_KEY = var.secrets.arns["llm-api-key"] } : {},
  )

  # Holds the names too, so that a renamed file is a change as well.
  migrations = sha256(jsonencode({
    for file in fileset(var.schema_folder, "*.sql") : file => filesha256("${var.schema_folder}/${file}")
  }))
}
