"""WHO: cast, names and roles. Pure: values in, values out."""
