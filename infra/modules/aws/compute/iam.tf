data "aws_iam_policy_document" "instance_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = local.on_ecs ? ["ecs-tasks.amazonaws.com"] : ["tasks.apprunner.amazonaws.com"]
    }
  }
}

# What the running product is: it reads its secrets.
resource "aws_iam_role" "instance" {
  name               = "${var.name}-instance"
  assume_role_policy = data.aws_iam_policy_document.instance_trust.json
}

resource "aws_iam_role_policy" "instance_secrets" {
  name   = "read-secrets"
  role   = aws_iam_role.instance.id
  policy = var.secrets.read_policy
}

data "aws_iam_policy_document" "task_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "pull_and_log" {
  statement {
    sid       = "SignIn"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "Pull"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"]
    resources = [var.repository_arn]
  }

  statement {
    sid       = "Log"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.migration.arn}:*", "arn:aws:logs:*:*:log-group:/ecs/${var.name}:*"]
  }
}

# What Fargate itself does before the product runs: pulls the image, puts secrets in, opens the log.
resource "aws_iam_role" "execution" {
  name               = "${var.name}-execution"
  assume_role_policy = data.aws_iam_policy_document.task_trust.json
}

resource "aws_iam_role_policy" "execution_pull" {
  name   = "pull-and-log"
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.pull_and_log.json
}

resource "aws_iam_role_policy" "execution_secrets" {
  name   = "read-secrets"
  role   = aws_iam_role.execution.id
  policy = var.secrets.read_policy
}

# Only the migration sees the owner's password.
data "aws_iam_policy_document" "owner" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [var.database.owner_secret_arn]
  }

  statement {
    actions   = ["kms:Decrypt"]
    resources = [var.database.owner_key_arn]
  }
}

resource "aws_iam_role" "migration_execution" {
  name               = "${var.name}-migration-execution"
  assume_role_policy = data.aws_iam_policy_document.task_trust.json
}

resource "aws_iam_role_policy" "migration_pull" {
  name   = "pull-and-log"
  role   = aws_iam_role.migration_execution.id
  policy = data.aws_iam_policy_document.pull_and_log.json
}

resource "aws_iam_role_policy" "migration_owner" {
  name   = "read-owner"
  role   = aws_iam_role.migration_execution.id
  policy = data.aws_iam_policy_document.owner.json
}
