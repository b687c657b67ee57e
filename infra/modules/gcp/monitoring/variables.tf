variable "name" {
  description = "How names begin."
  type        = string
}

variable "project" {
  description = "Project that everything runs in."
  type        = string
}

variable "generated" {
  description = "Folders of what the SLO compiler wrote: alerts/generated/cloud-monitoring and dashboards/generated/cloud-monitoring."
  type        = object({ alerts = string, dashboards = string })
}

variable "service_name" {
  description = "Name of the Cloud Run service."
  type        = string
}

variable "database_instance" {
  description = "Name of the Cloud SQL instance."
  type        = string
}

variable "subscribers" {
  description = "E-mail addresses by channel: on-call for critical alerts, operations for warnings."
  type        = object({ on-call = list(string), operations = list(string) })
}

variable "siem_topic" {
  description = "Whether log lines go to a Pub/Sub topic that the SIEM reads."
  type        = bool
  default     = false
}

variable "siem_member" {
  description = "Member that reads the topic, such as the SIEM's service account; null for none."
  type        = string
  default     = null
}

variable "log_retention_days" {
  description = "How long log lines are kept."
  type        = number
}

variable "billing_account" {
  description = "Billing account that the budget is made in; null for no budget."
  type        = string
  default     = null
}

variable "monthly_budget_usd" {
  description = "What the project may cost a month before operations hears of it."
  type        = number
}
