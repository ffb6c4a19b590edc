"""Those who look for what is wrong: what fails, is missing, stands out, or takes longer."""
