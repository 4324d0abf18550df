"""The state-space model: numpy, scipy and statsmodels. It knows no readings and no polls."""
