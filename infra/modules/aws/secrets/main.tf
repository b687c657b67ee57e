# Only the places of the secrets. infra/scripts/rotate-secret.sh puts values in, so no value is ever in the state.
locals {
  secrets = {
    database            = "The product's login: JSON with host, port, dbname, username, password and url"
    session             = "Signs session cookies"
    history-signing-key = "Seals the history and the audit log"
    oidc-client-secret  = "What the product tells the issuer of sign-ins that it is"
    llm-api-key         = "Key of the language model"
  }
}

resource "aws_kms_key" "secrets" {
  description             = "${var.name}: secrets"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_secretsmanager_secret" "main" {
  for_each                = local.secrets
  name                    = "${var.name}-${each.key}"
  description             = each.value
  kms_key_id              = aws_kms_key.secrets.arn
  recovery_window_in_days = 30
}

# What a process of the product may do with them: read these, and nothing else.
data "aws_iam_policy_document" "read" {
  statement {
    sid       = "ReadOwnSecrets"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [for secret in aws_secretsmanager_secret.main : secret.arn]
  }

  statement {
    sid       = "Decrypt"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.secrets.arn]
  }
}
