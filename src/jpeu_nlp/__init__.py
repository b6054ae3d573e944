"""jpeu-nlp: security-diplomacy texts in, tagged and reviewable tables out."""
