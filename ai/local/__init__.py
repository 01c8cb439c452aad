<<<<<<< HEAD
"""Reading mail on this machine alone: without a network, without a graphics card."""
=======
"""What is read on this machine alone: meaning, categories, and how good they are. Needs no network."""
>>>>>>> quality
