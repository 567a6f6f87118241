"""A plan for each assignment: which effects it rests on, and which right and wrong ways its limits lie between."""
