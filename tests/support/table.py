"""What each concept is called, and where torch's own and ours are: one line a concept.

A new concept is entered here, in the section of its room. The contract of a concept is the call
signature of ours.
"""

NOWHERE = "-"  # torch ships nothing of the kind: a cell "not available"
OURS = ""  # a program of the notes, which is ours alone: no cell

# concept: (torch's own, ours)
TABLE = {
    "sigmoid": ("torch:sigmoid", "concepts.activations.sigmoid:sigmoid"),
    "tanh": ("torch:tanh", "concepts.activations.tanh:tanh"),
    "relu": ("torch:relu", "concepts.activations.relu:relu"),
    "softplus": ("torch.nn.functional:softplus", "concepts.activations.softplus:softplus"),
    "softmax": ("torch:softmax", "concepts.activations.softmax:softmax"),
    "maxout": (NOWHERE, "concepts.activations.maxout:maxout"),
    "collapse": (NOWHERE, "concepts.activations.nonlinearity:collapse"),
    "cross_entropy": (
        "torch.nn.functional:cross_entropy",
        "concepts.losses.cross_entropy:cross_entropy",
    ),
    "nll_loss": ("torch.nn.functional:nll_loss", "concepts.losses.cross_entropy:nll_loss"),
    "binary_cross_entropy": (
        "torch.nn.functional:binary_cross_entropy",
        "concepts.losses.binary_cross_entropy:binary_cross_entropy",
    ),
    "binary_cross_entropy_with_logits": (
        "torch.nn.functional:binary_cross_entropy_with_logits",
        "concepts.losses.binary_cross_entropy:binary_cross_entropy_with_logits",
    ),
    "batch_norm": ("torch.nn:BatchNorm1d", "concepts.layers.batch_norm:BatchNorm"),
    "dropout": ("torch.nn:Dropout", "concepts.layers.dropout:Dropout"),
    "convolution": ("torch.nn.functional:conv2d", "concepts.layers.convolution:conv2d"),
    "sgd": ("torch.optim:SGD", "concepts.optimizers.sgd:SGD"),
    "adagrad": ("torch.optim:Adagrad", "concepts.optimizers.adagrad:Adagrad"),
    "rmsprop": ("torch.optim:RMSprop", "concepts.optimizers.rmsprop:RMSprop"),
    "adadelta": ("torch.optim:Adadelta", "concepts.optimizers.adadelta:Adadelta"),
    "adam": ("torch.optim:Adam", "concepts.optimizers.adam:Adam"),
    "adamax": ("torch.optim:Adamax", "concepts.optimizers.adamax:Adamax"),
    "sparse_adam": ("torch.optim:SparseAdam", "concepts.optimizers.sparse_adam:SparseAdam"),
    "adamw": ("torch.optim:AdamW", "concepts.optimizers.adamw:AdamW"),
    "asgd": ("torch.optim:ASGD", "concepts.optimizers.asgd:ASGD"),
    "lbfgs": ("torch.optim:LBFGS", "concepts.optimizers.lbfgs:LBFGS"),
    "rprop": ("torch.optim:Rprop", "concepts.optimizers.rprop:Rprop"),
    "autograd": ("torch:tensor", "concepts.tensors.autograd:Variable"),
    "dataset": ("torch.utils.data:Dataset", "concepts.data.dataset:Dataset"),
    "tensor_dataset": ("torch.utils.data:TensorDataset", "concepts.data.dataset:TensorDataset"),
    "table_dataset": (OURS, "concepts.data.dataset:TableDataset"),
    "loader": ("torch.utils.data:DataLoader", "concepts.data.loader:DataLoader"),
    "one_hot": ("torch.nn.functional:one_hot", "concepts.data.sequences:one_hot"),
    "sequence_layer": ("torch.nn:RNN", "concepts.data.sequences:SequenceLayer"),
    "centre": (NOWHERE, "concepts.data.preprocessing:centre"),
    "standardise": (NOWHERE, "concepts.data.preprocessing:standardise"),
    "to_unit_range": (NOWHERE, "concepts.data.preprocessing:to_unit_range"),
    "normalize": (
        "concepts.data.preprocessing:library_normalize",
        "concepts.data.preprocessing:normalize",
    ),
    "whiten": (NOWHERE, "concepts.data.whitening:whiten"),
    "dimensionality": (NOWHERE, "concepts.data.features:dimensionality"),
    "append_features": ("torch:hstack", "concepts.data.features:append_features"),
    "select_features": ("torch:index_select", "concepts.data.features:select_features"),
    "distances": ("torch:cdist", "concepts.data.features:distances"),
    "cube_edge": (NOWHERE, "concepts.data.features:cube_edge"),
    "costs": (NOWHERE, "concepts.data.features:costs"),
    "pca_lowrank": ("torch:pca_lowrank", "concepts.data.pca:pca_lowrank"),
    "least_squares": ("torch.linalg:lstsq", "concepts.data.features:least_squares"),
    "tensor_basics": (
        "concepts.programs.tensor_basics:library",
        "concepts.programs.tensor_basics:run",
    ),
    "gradient_descent": (
        "concepts.training.gradient_descent:library",
        "concepts.training.gradient_descent:gradient_descent",
    ),
    "batch_gradient": (
        "concepts.training.gradient_descent:autograd_gradient",
        "concepts.training.gradient_descent:batch_gradient",
    ),
    "batch_descent": (OURS, "concepts.training.gradient_descent:batch_descent"),
    "cyclic_descent": (OURS, "concepts.training.gradient_descent:cyclic_descent"),
    "random_descent": (OURS, "concepts.training.gradient_descent:random_descent"),
    "linear_model": (OURS, "concepts.programs.linear_model:linear_model"),
    "squared_error": (OURS, "concepts.programs.linear_model:squared_error"),
    "mean_squared_error": (
        "torch.nn.functional:mse_loss",
        "concepts.programs.linear_model:mean_squared_error",
    ),
    "grid": (OURS, "concepts.programs.linear_model:grid"),
    "sweep": (OURS, "concepts.programs.linear_model:sweep"),
    "logistic_regression": (
        "concepts.programs.logistic_regression:library",
        "concepts.programs.logistic_regression:logistic_regression",
    ),
    "logistic_model": (OURS, "concepts.programs.logistic_regression:LogisticRegression"),
    "logistic_fit": (
        "concepts.programs.logistic_regression:library_fit",
        "concepts.programs.logistic_regression:fit",
    ),
    "autograd_descent": (OURS, "concepts.programs.autograd_descent:autograd_descent"),
    "without_indentation": (OURS, "concepts.programs.listings:without_indentation"),
    "unused_imports": (OURS, "concepts.programs.listings:unused_imports"),
    "mnist_mlp": (OURS, "concepts.programs.mnist_mlp:LeNet"),
    "accuracy": (OURS, "concepts.programs.mnist_mlp:accuracy"),
    "window_means": (OURS, "concepts.programs.mnist_mlp:window_means"),
}
