"""Room 2, the clinician's desk: views, forms and templates over the private questions."""
