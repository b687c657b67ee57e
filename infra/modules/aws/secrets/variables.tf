variable "name" {
  description = "How the names of the secrets begin."
  type        = string
}
