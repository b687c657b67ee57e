variable "name" {
  description = "How names begin."
  type        = string
}

variable "generated" {
  description = "Folders of what the SLO compiler wrote: alerts/generated/cloudwatch and dashboards/generated/cloudwatch."
  type        = object({ alerts = string, dashboards = string })
}

variable "log_group" {
  description = "Log group of the product's lines."
  type        = string
}

variable "database_log_group" {
  description = "Log group of PostgreSQL."
  type        = string
}

variable "compute" {
  description = "\"apprunner\" or \"ecs\": which platform's metric counts instances."
  type        = string
}

variable "names" {
  description = "What the generated files leave open."
  type = object({
    database_cluster = string
    service_name     = string
    service_id       = string
    ecs_cluster      = string
    load_balancer    = string
  })
}

variable "subscribers" {
  description = "E-mail addresses by channel: on-call for critical alarms, operations for warnings."
  type        = object({ on-call = list(string), operations = list(string) })
}

variable "siem_destination_arn" {
  description = "Kinesis stream, Firehose or Lambda of the SIEM that all log lines are sent to; null for none."
  type        = string
  default     = null
}

variable "siem_role_arn" {
  description = "Role that CloudWatch Logs writes to a Kinesis or Firehose destination with."
  type        = string
  default     = null
}

variable "monthly_budget_usd" {
  description = "What the account may cost a month before operations hears of it."
  type        = number
}

variable "create_trail" {
  description = "Whether to make a CloudTrail trail; the rules on secrets and image pushes need one. False where the organisation has one."
  type        = bool
  default     = true
}
