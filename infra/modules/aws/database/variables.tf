variable "name" {
  description = "Identifier of the cluster."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets, in at least two zones."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "Aurora wants subnets in at least two zones."
  }
}

variable "security_group_id" {
  description = "Security group that lets the product in."
  type        = string
}

variable "engine_versions" {
  description = <<-TEXT
    Versions of PostgreSQL 16 by preference; the first that Aurora offers is taken. 16.4 is the guide's, and retired for new
    clusters in some regions; 16.8 is the one with long-term support.
  TEXT
  type        = list(string)
  default     = ["16.4", "16.8", "16.13"]
}

variable "capacity" {
  description = "Aurora capacity units, least and most. From 0.5 upwards the cluster never pauses."
  type        = object({ min = number, max = number })
  default     = { min = 0.5, max = 16 }

  validation {
    condition     = var.capacity.min >= 0.5 && var.capacity.max >= var.capacity.min
    error_message = "capacity.min must be at least 0.5 (below that the cluster pauses) and at most capacity.max."
  }
}

variable "backup_retention_days" {
  description = "How far back point-in-time recovery reaches."
  type        = number
  default     = 35
}

variable "deletion_protection" {
  description = "Whether the cluster refuses to be deleted."
  type        = bool
  default     = true
}

variable "log_retention_days" {
  description = "How long the log of PostgreSQL, with pgaudit's lines, is kept."
  type        = number
}
