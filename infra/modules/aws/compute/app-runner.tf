data "aws_iam_policy_document" "access_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["build.apprunner.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "access" {
  statement {
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    actions = [
      "ecr:BatchCheckLayerAvailability",
      "ecr:GetDownloadUrlForLayer",
      "ecr:BatchGetImage",
      "ecr:DescribeImages",
    ]
    resources = [var.repository_arn]
  }
}

# App Runner pulls the image as this role, and runs it as the instance role.
resource "aws_iam_role" "access" {
  count              = local.on_app_runner ? 1 : 0
  name               = "${var.name}-access"
  assume_role_policy = data.aws_iam_policy_document.access_trust.json
}

resource "aws_iam_role_policy" "access" {
  count  = local.on_app_runner ? 1 : 0
  name   = "pull"
  role   = aws_iam_role.access[0].id
  policy = data.aws_iam_policy_document.access.json
}

resource "aws_apprunner_vpc_connector" "main" {
  count              = local.on_app_runner ? 1 : 0
  vpc_connector_name = var.name
  subnets            = var.network.private_subnet_ids
  security_groups    = [var.network.security_group_ids.compute]
}

resource "aws_apprunner_auto_scaling_configuration_version" "main" {
  count                           = local.on_app_runner ? 1 : 0
  auto_scaling_configuration_name = var.name
  min_size                        = var.instances.min
  max_size                        = var.instances.max
  # Ten connections to the database serve eight times as many requests, most of which wait for none.
  max_concurrency = 80
}

resource "aws_apprunner_service" "product" {
  count                          = local.on_app_runner ? 1 : 0
  service_name                   = var.name
  auto_scaling_configuration_arn = aws_apprunner_auto_scaling_configuration_version.main[0].arn

  source_configuration {
    auto_deployments_enabled = false

    authentication_configuration {
      access_role_arn = aws_iam_role.access[0].arn
    }

    image_repository {
      image_identifier      = var.image
      image_repository_type = "ECR"

      image_configuration {
        # App Runner sets PORT itself, from this.
        port                          = tostring(var.container_port)
        runtime_environment_variables = local.environment
        runtime_environment_secrets   = local.secrets
      }
    }
  }

  instance_configuration {
    cpu               = local.cpu
    memory            = local.memory
    instance_role_arn = aws_iam_role.instance.arn
  }

  health_check_configuration {
    protocol            = "HTTP"
    path                = local.probe.path
    interval            = local.probe.interval
    timeout             = local.probe.timeout
    healthy_threshold   = local.probe.healthy_threshold
    unhealthy_threshold = local.probe.unhealthy_threshold
  }

  network_configuration {
    ingress_configuration {
      is_publicly_accessible = true
    }

    egress_configuration {
      egress_type       = "VPC"
      vpc_connector_arn = aws_apprunner_vpc_connector.main[0].arn
    }
  }

  depends_on = [
    aws_iam_role_policy.access,
    aws_iam_role_policy.instance_secrets,
    terraform_data.migration,
  ]
}

# App Runner makes the log group itself and keeps it for ever, so retention is set afterwards.
resource "terraform_data" "log_retention" {
  count            = local.on_app_runner && var.migrate_on_apply ? 1 : 0
  triggers_replace = { group = local.log_group, days = var.log_retention_days }

  provisioner "local-exec" {
    command = "aws logs put-retention-policy --log-group-name \"$GROUP\" --retention-in-days \"$DAYS\""
    environment = {
      GROUP = local.log_group
      DAYS  = var.log_retention_days
    }
  }
}
