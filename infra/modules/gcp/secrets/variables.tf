variable "name" {
  description = "How the names of the secrets begin."
  type        = string
}

variable "region" {
  description = "Where the values are kept."
  type        = string
}

variable "product_member" {
  description = "Service account of the product, as a member: it may read its secrets."
  type        = string
}
